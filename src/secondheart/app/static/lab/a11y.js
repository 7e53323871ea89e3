// For those who do not see the picture or do not use a mouse: what is spoken, and keys while the picture has the focus.

import { byId, html } from "../dom.js";

const SPEAK_MS = 10000;
const KEYS = [
  ["Space", "play or pause"], [".", "one step, while paused"], ["[ and ]", "slower, faster"], ["1, 2, 3", "lie, sit, stand"],
  ["W, T", "walk, tiptoe"], ["?", "this list"],
];
const VERBS = { 1: "lie", 2: "sit", 3: "stand", w: "walk", t: "tiptoe" };

export class Speaker {
  constructor(app, words) {
    [this.app, this.words] = [app, words];
    this.last = 0;
  }

  /** Speak at most every ten seconds; an event does not wait. */
  tick(now) {
    if (now - this.last < SPEAK_MS) return;
    this.#speak(this.words(), now);
  }

  event(label) {
    this.#speak(`${label}. ${this.words()}`, performance.now());
  }

  #speak(text, now) {
    this.last = now;
    if (text) byId("polite").textContent = text;
  }
}

export class Keys {
  constructor(picture, app, page) {
    [this.app, this.page] = [app, page];
    this.dialog = html("dialog", { "aria-labelledby": "keys-title" },
      html("button", { type: "button", class: "close", onclick: () => this.dialog.close() }, "Close"), html("h1", { id: "keys-title" }, "Keys"),
      html("p", {}, "While the picture of the leg has the focus (Tab to it, or click it):"),
      html("table", {}, html("tbody", {}, KEYS.map(([key, what]) => html("tr", {}, html("th", { scope: "row" }, html("kbd", {}, key)), html("td", {}, what))))),
      html("p", {}, "On a chart, the arrow keys move the cursor. All else is reached with Tab, Space, Enter and the arrow keys as everywhere."));
    document.body.append(this.dialog);
    picture.addEventListener("keydown", (event) => event.target === picture && this.#press(event));
  }

  open() {
    this.dialog.showModal();
  }

  #press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    const deeds = { " ": () => this.#play(), ".": () => this.#step(), "[": () => this.#faster(-1), "]": () => this.#faster(1), "?": () => this.open() };
    const deed = deeds[key] ?? (VERBS[key] && (() => this.#do(VERBS[key])));
    if (!deed) return;
    event.preventDefault();
    deed();
  }

  get #playing() {
    return this.app.state?.scenario.playing !== false;
  }

  #play() {
    this.app.ask({ type: "play", playing: !this.#playing });
  }

  #step() {
    if (!this.#playing) this.app.ask({ type: "step" });
  }

  #faster(way) {
    const speeds = this.app.schema.speeds ?? [1];
    const place = speeds.indexOf(this.app.state?.scenario.speed) + way;
    if (place >= 0 && place < speeds.length) this.app.ask({ type: "speed", speed: speeds[place] });
  }

  #do(verb) {
    const known = this.app.schema.verbs.find((one) => one.name === verb);
    this.app.ask({ type: "do", verb, arguments: Object.fromEntries((known?.arguments ?? []).map((one) => [one.name, one.default])) });
  }
}
