// Ways out: the exact command and files of what is on screen, the numbers, a picture, an address to share, a replay.

import { byId, html } from "../dom.js";

const FILES = [
  ["command.txt", "Command line"], ["protocol.toml", "Protocol file"], ["person.toml", "Person file"], ["scenario.json", "All that is set (drop it on the page to open it)"],
  ["result.csv", "Numbers, CSV"], ["result.nc", "Numbers, netCDF"], ["replay.html?seconds=60", "Replay of the last minute, one file"],
];
const SHARP = 2;

/** base64url of text, without padding. */
export function packed(text) {
  const bytes = new TextEncoder().encode(text);
  let binary = "";
  for (const one of bytes) binary += String.fromCharCode(one);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The scenario in an address, null where there is none; an Error where it cannot be read. */
export function shared(hash) {
  const found = /[#&]s=([^&]*)/.exec(hash);
  if (!found) return null;
  try {
    const binary = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder().decode(Uint8Array.from(binary, (one) => one.charCodeAt(0))));
  } catch {
    throw new Error("what stands behind #s= is not whole, or was changed on the way");
  }
}

export class Exports {
  constructor(root, app, page) {
    [this.app, this.page] = [app, page];
    this.menu = html("menu", { hidden: true, id: "export-menu" });
    this.button = html("button", { type: "button", "aria-expanded": "false", "aria-controls": "export-menu", onclick: () => this.toggle() }, "Export");
    this.note = html("li", { class: "soft", style: "padding:.3rem .6rem" });
    root.append(html("div", { class: "menu" }, this.button, this.menu));
    this.element = this.menu.parentElement;
    this.menu.addEventListener("click", (event) => event.target.closest("a") && this.toggle(false));
    document.addEventListener("click", (event) => !this.element.contains(event.target) && this.toggle(false));
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.toggle(false);
      this.button.focus();
    });
  }

  toggle(open = this.menu.hidden) {
    if (open) this.#fill();
    this.menu.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
  }

  #fill() {
    const two = this.app.hello?.bodies.length > 1;
    const rows = FILES.flatMap(([file, text]) => {
      const alone = !two || file.startsWith("replay");
      return (alone ? ["a"] : ["a", "b"]).map((body) => {
        const href = this.app.source.file(file, body);
        return href && html("li", {}, html("a", { href, download: "", "data-export": file, "data-body": body }, `${text}${alone ? "" : `, leg ${body.toUpperCase()}`}`));
      });
    }).filter(Boolean);
    this.menu.replaceChildren(...rows, html("li", {}, html("button", { type: "button", onclick: () => this.png() }, "Picture, PNG")),
      this.app.offers("scenario") ? html("li", {}, html("button", { type: "button", "data-export": "share", onclick: () => this.share() }, "Copy an address to share")) : "", this.note);
    this.note.textContent = this.app.state?.note ?? "";
  }

  /** The address that opens this page as it is now. */
  address() {
    return `${location.origin}${location.pathname}#${this.page.mode === "lab" ? "lab" : `story=${this.page.story.step + 1}`}&s=${packed(JSON.stringify(this.app.state.scenario))}`;
  }

  async share() {
    const address = this.address();
    history.replaceState(null, "", address);
    try {
      await navigator.clipboard.writeText(address);
      this.#tell("The address is copied; it is in the address bar too.");
    } catch {
      this.#tell("The address is in the address bar now; copy it from there.");
    }
  }

  #tell(text) {
    this.note.textContent = text;
    byId("polite").textContent = text;
  }

  png() {
    const { canvas: picture, width, height } = this.page.scene;
    const [wide, high] = [width * SHARP, (height + 24) * SHARP];
    const canvas = html("canvas", { width: wide, height: high });
    const paint = canvas.getContext("2d");
    const style = getComputedStyle(document.documentElement);
    paint.scale(SHARP, SHARP);
    paint.fillStyle = style.getPropertyValue("--paper");
    paint.fillRect(0, 0, width, height + 24);
    paint.drawImage(picture, 0, 0, width, height);
    paint.fillStyle = style.getPropertyValue("--ink");
    paint.font = "12px sans-serif";
    paint.fillText(this.app.disclaimer, 10, height + 16, width - 20);
    const link = html("a", { href: canvas.toDataURL("image/png"), download: "secondheart-leg.png" });
    link.click();
    this.#tell("The picture is saved.");
  }
}
