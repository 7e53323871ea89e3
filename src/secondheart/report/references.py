"""References for people to read, out of BibTeX."""

from __future__ import annotations

import re
import unicodedata

ACCENTS = {
    "'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303",
    "v": "\u030c", "c": "\u0327", "r": "\u030a", "=": "\u0304", "u": "\u0306", "H": "\u030b", "k": "\u0328",
}  # fmt: skip
TEX_LETTERS = {
    r"\o": "ø", r"\O": "Ø", r"\ss": "ß", r"\ae": "æ", r"\AE": "Æ", r"\aa": "å", r"\AA": "Å", r"\l": "ł", r"\i": "i",
}  # fmt: skip
WHERE = ("journal", "booktitle", "publisher", "school", "howpublished")
MOST_AUTHORS = 3


def reference_lines(bibtex: str) -> list[str]:
    r"""Return each entry in a line: who, when, what, where, and its DOI.

    Examples
    --------
    >>> reference_lines("@book{k,\n  author = {Je{\\v{z}}ek, A. and B, C.},\n  title = {{X}--1},\n  year = {2019},\n}")
    ['Ježek, A.; B, C. (2019). X–1.']
    """
    entries = re.split(r"^(?=@)", bibtex, flags=re.MULTILINE)
    return [_line(entry) for entry in entries if entry.startswith("@")]


def _line(entry: str) -> str:
    fields = dict(re.findall(r"^ *(\w+) *= *\{(.*)\},?\s*$", entry, flags=re.MULTILINE))
    texts = {name: plain_text(value) for name, value in fields.items()}
    authors = texts.get("author", "").split(" and ")
    who = "; ".join(authors[:MOST_AUTHORS]) + (" and others" if len(authors) > MOST_AUTHORS else "")
    where = next((texts[name] for name in WHERE if name in texts), "")
    place = " ".join(part for part in (where, texts.get("volume", "")) if part)
    pages = f":{texts['pages']}" if "pages" in texts else ""
    doi = f"doi {texts['doi']}" if "doi" in texts else ""
    parts = [f"{who} ({texts.get('year', 'no year')})", texts.get("title", ""), f"{place}{pages}", doi]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def plain_text(tex: str) -> str:
    r"""Return TeX as letters.

    Examples
    --------
    >>> plain_text(r"H{\'e}l{\`e}ne {\O}st \& K\_1, 3--4")
    'Hélène Øst & K_1, 3–4'
    """
    text = re.sub(r"\\([\'`\"^~=vcruHk])\s*\{?\\?(\w)\}?", lambda m: m[2] + ACCENTS[m[1]], tex)
    for command, letter in TEX_LETTERS.items():
        text = re.sub(re.escape(command) + r"(?![a-zA-Z])\s?", letter, text)
    text = re.sub(r"\\([&_%$#])", r"\1", text).replace("{", "").replace("}", "").replace("~", " ")
    return unicodedata.normalize("NFC", text).replace("--", "–")
