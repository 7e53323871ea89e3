// Frames come 25 times a second, pictures are drawn 60 times: between two frames all numbers go over evenly, one frame behind.

import { PAUSED } from "../connection/frame.js";

const USUAL_MS = 40;
const [SHORTEST_MS, LONGEST_MS] = [15, 400];
const FAST_CYCLES = 0.6; // of a movement in one frame: above that a step of its own is shown
const SHOWN_PER_S = 0.9; // such steps, in a second of the wall clock
const SKIPPED = new Set(["samples", "beats"]);

function between(from, to, t, into) {
  for (let i = 0; i < to.length; i += 1) {
    const a = from[i];
    into[i] = a === a ? a + (to[i] - a) * t : to[i];
  }
}

export class Player {
  constructor() {
    this.clear();
  }

  clear() {
    [this.from, this.to, this.mixed] = [null, null, null];
    this.every = USUAL_MS;
    this.own = 0; // phase of the steps of its own
  }

  /** Learn where in the scalars the phase stands. */
  bind(names) {
    this.clear();
    [this.phaseAt, this.cyclesAt] = ["phase", "cycles"].map((name) => names.place("scalars", name));
  }

  push(frame, now, jump = false) {
    if (this.to && !jump) {
      const passed = Math.min(Math.max(now - this.came, SHORTEST_MS), LONGEST_MS);
      this.every += 0.15 * (passed - this.every);
    }
    this.from = jump || !this.to || this.to.bodies.length !== frame.bodies.length ? frame : this.to;
    this.to = frame;
    this.came = now;
    if (!this.mixed || this.mixed.length !== frame.bodies.length || jump) this.mixed = frame.bodies.map((body) => this.#like(body));
  }

  #like(body) {
    return Object.fromEntries(Object.entries(body).map(([name, row]) => [name, SKIPPED.has(name) ? row : Float32Array.from(row)]));
  }

  /** Whether the picture is still on its way to the newest frame. */
  moving(now) {
    return Boolean(this.to) && (now - this.came) / this.every < 1.02;
  }

  /** The bodies at a moment of the wall clock, and the share of the newest frame's time that has passed. */
  at(now) {
    if (!this.to) return null;
    const t = this.from === this.to ? 1 : Math.min(Math.max((now - this.came) / this.every, 0), 1);
    this.to.bodies.forEach((to, k) => {
      const [from, into] = [this.from.bodies[k], this.mixed[k]];
      for (const name of Object.keys(to)) if (!SKIPPED.has(name)) between(from[name], to[name], t, into[name]);
      into.phase = this.#phase(from.scalars, to.scalars, t);
    });
    const still = this.to.flags & PAUSED || this.from === this.to;
    return { bodies: this.mixed, share: t, span: still ? 0 : this.to.span, time: this.to.time - (1 - t) * (still ? 0 : this.to.span) };
  }

  #phase(from, to, t) {
    const [a, b, cycles] = [from[this.phaseAt], to[this.phaseAt], to[this.cyclesAt]];
    if (cycles > FAST_CYCLES) return this.own;
    let way = b - a;
    if (way < -0.05) way += 1;
    return (((a + way * t) % 1) + 1) % 1;
  }

  /** Let the steps of its own go on by so many ms of the wall clock. */
  step(ms) {
    this.own = (this.own + (SHOWN_PER_S * ms) / 1000) % 1;
  }
}
