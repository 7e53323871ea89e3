// The header of the laboratory in a small window: one row, and what is rarely needed behind a button.

import { byId, html } from "../dom.js";

const SMALL = "(max-width: 61.99rem), (max-height: 37.5rem)"; // as in page.css

export class Fold {
  constructor(bar, parts) {
    [this.bar, this.parts] = [bar, parts];
    this.button = html("button", { type: "button", id: "more", class: "lab-only", "aria-expanded": "false", "aria-controls": "more-menu", hidden: true, onclick: () => this.open(this.menu.hidden) }, "Menu");
    this.menu = html("div", { id: "more-menu", class: "lab-only", role: "group", "aria-label": "More", hidden: true });
    byId("tools").prepend(this.button);
    bar.append(this.menu);
    this.small = window.matchMedia(SMALL);
    this.small.addEventListener("change", () => this.fit());
    bar.addEventListener("keydown", (event) => event.key === "Escape" && this.#leave());
    document.addEventListener("pointerdown", (event) => !bar.contains(event.target) && this.open(false));
  }

  /** Stand in the header, or behind the button, as the window and the mode have it. */
  fit(lab = this.lab) {
    this.lab = lab;
    const folded = lab && this.small.matches;
    if (folded === Boolean(this.places)) return;
    this.bar.classList.toggle("folded", folded);
    this.button.hidden = !folded;
    this.open(false);
    if (folded) this.places = this.parts.map((part) => this.#away(part));
    else {
      this.places.forEach((place, i) => place.replaceWith(this.parts[i]));
      this.places = null;
    }
  }

  // Into the menu, with a mark where it stood.
  #away(part) {
    const place = document.createComment("");
    part.replaceWith(place);
    this.menu.append(part);
    return place;
  }

  open(on) {
    this.menu.hidden = !on;
    this.button.setAttribute("aria-expanded", String(on));
  }

  #leave() {
    if (this.menu.hidden) return;
    this.open(false);
    this.button.focus();
  }
}
