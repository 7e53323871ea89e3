// Play, pause, one step, how fast; and the clock.

import { clock, figure, html, say } from "../dom.js";

const DEFAULT_SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600];
const NEAR = 0.9; // of the wanted speed: below that the real one is shown

export class Transport {
  constructor(root, app) {
    this.app = app;
    this.speeds = app.schema.speeds ?? DEFAULT_SPEEDS;
    this.play = html("button", { type: "button", "data-do": "play", onclick: () => this.toggle() }, "Pause");
    this.one = html("button", { type: "button", "data-do": "step", onclick: () => app.ask({ type: "step" }) }, "Step");
    this.speed = html("select", { "aria-label": "Speed", onchange: () => app.ask({ type: "speed", speed: Number(this.speed.value) }) },
      this.speeds.map((one) => html("option", { value: one }, `${one}×`)));
    this.anew = html("button", { type: "button", title: "Begin from rest, with the same person", "data-do": "restart", onclick: () => app.ask({ type: "restart" }) }, "Restart");
    this.time = html("span", { class: "soft", "data-clock": "" }, "0:00");
    root.append(this.play, this.one, this.speed, app.offers("restart") ? this.anew : "", this.time);
    this.play.hidden = this.time.hidden = Boolean(app.source.seekable); // they stand beside the bar of a recording
    this.show({ scenario: { playing: true, speed: 1 } });
  }

  get playing() {
    return this.scenario.playing !== false;
  }

  show(state) {
    this.scenario = state.scenario;
    say(this.play, this.playing ? "Pause" : "Play");
    this.play.classList.toggle("main", !this.playing);
    this.one.disabled = this.playing;
    this.speed.value = String(this.scenario.speed);
  }

  toggle() {
    return this.app.ask({ type: "play", playing: !this.playing });
  }

  step() {
    if (!this.playing) this.app.ask({ type: "step" });
  }

  faster(up) {
    const place = this.speeds.indexOf(Number(this.speed.value)) + (up ? 1 : -1);
    if (place >= 0 && place < this.speeds.length) this.app.ask({ type: "speed", speed: this.speeds[place] });
  }

  tick(frame) {
    const wanted = this.scenario.speed;
    const slow = this.playing && wanted > 1 && frame.reached > 0 && frame.reached < NEAR * wanted;
    say(this.time, `${clock(frame.time)}${slow ? ` (reaches ${figure(frame.reached)}×)` : ""}`);
  }
}
