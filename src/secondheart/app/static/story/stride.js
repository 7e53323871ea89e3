// One stride by hand: the frames of the last whole cycle, to be gone through back and forth while all else stands still.

import { figure, html, put, say } from "../dom.js";
import { calfSqueezes } from "../scene/lens.js";

const MOST_FRAMES = 400;
const [LEAST_FRAMES, WHOLE] = [8, 0.9]; // of a stride, and the share of it that there must be
const STEPS = 1000;
// What a leg does, from the heel's strike: share of a stride up to which it is so (general shape of gait; assumed). That the
// calf pushes is told by the muscle itself.
const PARTS = [[0.12, "the heel strikes"], [0.55, "the foot bears the weight"], [0.75, "the leg swings"], [1, "the leg reaches out"]];
const PUSHES_FROM = 0.4; // before that, a calf that squeezes slows the leg on its way over the foot

export class Stride {
  constructor(app, scene) {
    [this.app, this.scene] = [app, scene];
    this.frames = [];
    this.moment = null; // simulated time of the frame that is looked at; null where time goes on by itself
    this.bar = html("input", { type: "range", min: 0, max: STEPS, value: 0, "aria-label": "One stride by hand", "data-stride": "", oninput: () => this.#go() });
    this.word = html("span", { class: "soft" }, "drag through one stride");
    this.element = html("div", { class: "stride", hidden: true }, this.bar, this.word);
    app.on("frame", ({ frame, fresh }) => this.#take(frame, fresh)).on("cleared", () => { this.frames = []; }).on("state", (state) => this.#settle(state));
  }

  get #phaseAt() {
    return this.app.names.place("scalars", "phase");
  }

  #phase(frame) {
    return frame.bodies[0].scalars[this.#phaseAt];
  }

  // The frames since the phase was last where it is now.
  #take(frame, fresh) {
    if (this.moment !== null) return; // they were on their way when time was held
    const cycle = this.app.names.scalar(frame.bodies[0], "cycle_s");
    if (fresh || !(cycle > 0) || this.frames.at(-1)?.id !== frame.id) this.frames = [];
    this.ready = false;
    if (!(cycle > 0)) return;
    this.frames.push(frame);
    while (this.frames.length > MOST_FRAMES || frame.time - this.frames[0].time >= cycle) this.frames.shift();
    this.ready = this.frames.length >= LEAST_FRAMES && frame.time - this.frames[0].time > WHOLE * cycle;
  }

  // Time goes on once it was seen to stand still.
  #settle({ scenario }) {
    if (scenario.playing === false) this.paused = true;
    else if (this.paused) [this.paused, this.moment] = [false, null];
  }

  #go() {
    if (!this.ready) return;
    if (this.app.state?.scenario.playing !== false) this.app.ask({ type: "play", playing: false });
    const wanted = Number(this.bar.value) / STEPS;
    const apart = (frame) => Math.abs(((this.#phase(frame) - wanted + 1.5) % 1) - 0.5);
    const frame = this.frames.reduce((best, one) => (apart(one) < apart(best) ? one : best));
    this.moment = frame.time;
    this.scene.show({ ...frame, span: 0 }, false, true);
  }

  // What the leg does in the picture.
  #tell() {
    const { figure: leg, values } = this.scene.actors[0];
    const phase = (values.phase + (this.app.side === "right" ? 0.5 : 0)) % 1;
    const part = calfSqueezes(leg) ? (phase > PUSHES_FROM ? "the calf pushes off" : "the calf tightens") : PARTS.find(([to]) => phase <= to)[1];
    say(this.word, part);
    put(this.bar, "aria-valuetext", `${figure(Number(this.bar.value) / 10)} % of a stride: ${part}`);
  }

  /** Show the bar where there is a stride to go through; it follows the picture. */
  tick(wanted) {
    if (this.moment !== null) this.#tell();
    this.element.hidden = !wanted || !this.ready;
    if (this.element.hidden || this.bar.matches(":active, :focus") || this.moment !== null) return;
    const phase = this.scene.actors[0]?.values?.phase;
    if (Number.isFinite(phase)) this.bar.value = Math.round(phase * STEPS);
  }
}
