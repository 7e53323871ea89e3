// Which stretch of time the charts show: it glides with the newest moment, is held where it is, goes back or nearer.

import { clock, figure } from "../dom.js";
import { marks, stepOf } from "./axis.js";

const UNITS = [[7200, 3600, "h"], [240, 60, "min"], [0, 1, "s"]];
const [NEAREST, FARTHEST] = [1 / 16, 8]; // of the usual stretch: half a minute of the wall clock
const MOST_MARKS = 7;
const BACK_S = 240; // of the wall clock, that can be gone back

export class TimeWindow {
  constructor(series) {
    this.series = series;
    [this.zoom, this.until, this.paused] = [1, null, null];
    this.newest = 0;
  }

  get span() {
    return this.series.span * this.zoom;
  }

  /** Whether it stands still. */
  get held() {
    return this.until !== null || this.paused !== null;
  }

  /** Its ends, in simulated seconds. */
  get ends() {
    const to = this.until ?? this.paused ?? this.newest;
    return [to - this.span, to];
  }

  /** Stand still where it is, or glide again. */
  hold(on) {
    this.until = on ? this.ends[1] : null;
  }

  /** Stand still while the pointer is over a chart. */
  pause(on) {
    this.paused = on ? this.paused ?? this.newest : null;
  }

  /** Show more or less, about a moment. */
  scale(factor, about = this.ends[1]) {
    const [from, to] = this.ends;
    const share = (about - from) / (to - from);
    this.zoom = Math.min(Math.max(this.zoom * factor, NEAREST), FARTHEST);
    if (about !== to || this.until !== null) this.until = this.#inside(about + (1 - share) * this.span);
  }

  /** Show just the stretch between two moments. */
  show(from, to) {
    this.zoom = Math.min(Math.max((to - from) / this.series.span, NEAREST), FARTHEST);
    this.until = this.#inside(Math.max(from, to));
  }

  /** Go earlier or later by a share of what is shown. */
  move(share) {
    const to = this.#inside(this.ends[1] + share * this.span);
    this.until = to >= this.newest ? null : to;
  }

  #inside(to) {
    const first = Math.max(this.newest - BACK_S * Math.max(this.series.speed, 0.1), 0);
    return Math.min(Math.max(to, Math.min(first + this.span, this.newest)), this.newest);
  }

  /** All of it again, gliding. */
  now() {
    [this.zoom, this.until] = [1, null];
  }

  /** The time's marks: before now while it glides, by the clock while it stands. */
  get word() {
    const [, seconds, unit] = UNITS.find(([from]) => this.span >= from);
    if (this.until === null) {
      const { newest } = this;
      return { unit: `${unit} before now`, marks: (from) => marks((from - newest) / seconds, 0, MOST_MARKS).map((at) => ({ at: newest + at * seconds, text: figure(at, stepOf((from - newest) / seconds, 0, MOST_MARKS) < 1 ? 1 : 0) })) };
    }
    const fine = (at, step) => (step < 1 ? `${clock(at)}${figure(at % 1, 1).slice(1)}` : clock(at));
    return { unit: "time", marks: (from, to) => marks(from, to, MOST_MARKS).map((at) => ({ at, text: fine(at, stepOf(from, to, MOST_MARKS)) })) };
  }
}
