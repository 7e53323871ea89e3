// For those who do not see the picture or do not use a mouse: what is spoken, and keys while the picture has the focus.

import { byId, html } from "../dom.js";

const SPEAK_MS = 10000;
const KEYS = [
  ["Space", "play or pause"], [".", "one step, while paused"], ["[ and ]", "slower, faster"], ["1, 2, 3", "lie, sit, stand"],
  ["W, T, S", "walk, tiptoe, still"], ["?", "this list"],
];
const VERBS = { 1: "lie", 2: "sit", 3: "stand", w: "walk", t: "tiptoe", s: "still" };

export class Speaker {
  constructor(app) {
    this.app = app;
    this.last = 0;
  }

  /** Speak at most every ten seconds; an event does not wait. */
  tick(now) {
    if (now - this.last < SPEAK_MS) return;
    this.#speak(this.app.stage.told(), now);
  }

  event(label) {
    this.#speak(`${label}. ${this.app.stage.told()}`, performance.now());
  }

  #speak(text, now) {
    this.last = now;
    this.app.stage.describe();
    if (text) byId("polite").textContent = text;
  }
}

export class Keys {
  constructor(picture, app) {
    this.app = app;
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
    const { transport, actions } = this.app;
    const deeds = { " ": () => transport.toggle(), ".": () => transport.step(), "[": () => transport.faster(false), "]": () => transport.faster(true), "?": () => this.open() };
    const deed = deeds[key] ?? (VERBS[key] && (() => actions.choose(VERBS[key])));
    if (!deed) return;
    event.preventDefault();
    deed();
  }
}
