// How much each of the three forces does now: the twin of app/force_shares.py, on a second body beside the one that is seen.

import { Living } from "./living.js";

const FORCES = ["heart", "breathing", "muscles"];
const [TICK_S, PIECE_S, SAMPLE_TICKS, BUSY_MS] = [0.01, 1, 2, 8];
const COALITIONS = Array.from({ length: 2 ** FORCES.length }, (_, k) => FORCES.filter((_, i) => (k >> i) & 1));

export class ForceShares {
  /** `start` makes the second body's stepper. */
  constructor(start, data) {
    [this.start, this.data, this.asked] = [start, data, 0];
  }

  /** The share of each force, and of none, in percent of the outflow from both legs; null where something else was asked for. */
  async of(asked) {
    this.asked += 1;
    const mine = this.asked;
    this.live ??= new Living(await this.start(), this.data);
    const worth = new Map();
    let began = performance.now();
    for (const [acting, outflow] of this.#measuring(asked)) {
      if (acting) worth.set(acting.join(), outflow);
      if (performance.now() - began < BUSY_MS) continue;
      await new Promise((resolve) => { setTimeout(resolve, 0); }); // frames of the body that is seen come first
      if (mine !== this.asked) return null;
      began = performance.now();
    }
    return shares(worth);
  }

  // Yields between pieces of a second, and each set of forces with its outflow when that is known.
  *#measuring({ who, deed, garment, state }) {
    const { live } = this;
    const { lead_in_s: lead, measured_s: whole, late_s: late } = this.data.header.forces;
    const doing = { deed, garment, device: null, without: [] };
    for (const _ of live.beginning(who, doing)) yield [];
    for (const _ of this.#going(lead[state])) yield [];
    const before = live.save();
    for (const acting of COALITIONS) {
      live.restore(before);
      live.order({ ...doing, without: FORCES.filter((name) => !acting.includes(name)) });
      for (const _ of this.#going(whole - late)) yield [];
      const flows = [];
      for (const flow of this.#going(late)) {
        flows.push(...flow);
        yield [];
      }
      yield [acting, (60 * flows.reduce((sum, one) => sum + one, 0)) / flows.length];
    }
  }

  // Go on for some seconds, and yield the flow out of both legs, piece by piece.
  *#going(seconds) {
    const { forces, hello } = this.data.header;
    const across = hello.connections.length;
    for (let left = seconds; left > 0; left -= PIECE_S) {
      const { flow, rows } = this.live.advance(Math.round(PIECE_S / TICK_S), SAMPLE_TICKS);
      yield Array.from({ length: rows }, (_, r) => forces.outflow.reduce((sum, place) => sum + flow[r * across + place], 0));
    }
  }
}

/** What each force adds on average, over every order in which they may come in, and what flows without any, in percent. */
export function shares(worth) {
  const of = (acting) => worth.get(FORCES.filter((name) => acting.includes(name)).join());
  const whole = of(FORCES);
  const factorial = (n) => (n > 1 ? n * factorial(n - 1) : 1);
  const parts = FORCES.map((force) => [force, COALITIONS.filter((some) => !some.includes(force)).reduce((sum, some) => {
    const orders = factorial(some.length) * factorial(FORCES.length - 1 - some.length);
    return sum + (orders / factorial(FORCES.length)) * (of([...some, force]) - of(some));
  }, 0)]);
  return Object.fromEntries([...parts, ["none", of([])]].map(([name, part]) => [name, whole ? (100 * part) / whole : NaN]));
}
