// A recording: play, and a bar to go to any moment of it.

import { clock, html, put, say } from "../dom.js";

const STEPS = 1000;

export class Seek {
  constructor(app) {
    const { source } = app;
    this.play = html("button", { type: "button", "data-seek-play": "", onclick: () => app.ask({ type: "play", playing: !source.playing }) }, "Pause");
    this.bar = html("input", { type: "range", min: 0, max: STEPS, value: 0, "aria-label": "Moment of the recording", oninput: () => source.seek(Number(this.bar.value) / STEPS) });
    this.time = html("span", { class: "soft" });
    this.element = html("div", { class: "seek" }, this.play, this.bar, this.time);
    app.on("frame", ({ frame }) => this.#tick(source, frame)).on("state", ({ scenario }) => say(this.play, scenario.playing === false ? "Play" : "Pause"));
  }

  #tick(source, frame) {
    if (!this.bar.matches(":active")) this.bar.value = Math.round(source.share * STEPS);
    put(this.bar, "aria-valuetext", clock(frame.time));
    say(this.time, clock(frame.time));
  }
}
