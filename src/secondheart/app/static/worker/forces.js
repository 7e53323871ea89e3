// What each of the three forces does now: the twin of app/force_shares.py, on a second body beside the one that is seen.

import { Living } from "./living.js";

const FORCES = ["heart", "breathing", "muscles"];
const [TICK_S, PIECE_S, SAMPLE_TICKS, BUSY_MS] = [0.01, 1, 2, 8];
const COALITIONS = Array.from({ length: 2 ** FORCES.length }, (_, k) => FORCES.filter((_, i) => (k >> i) & 1));

export class ForceShares {
  /** `start` makes the second body's stepper. */
  constructor(start, data) {
    [this.start, this.data, this.asked] = [start, data, 0];
  }

  /** The share of each force, and of none, in percent of the outflow from both legs, and the ankles' pressure with and without the muscles; null where something else was asked for. */
  async of(asked) {
    this.asked += 1;
    const mine = this.asked;
    this.live ??= new Living(await this.start(), this.data);
    const [worth, ankle] = [new Map(), new Map()];
    let began = performance.now();
    for (const [acting, outflow, pressure] of this.#measuring(asked)) {
      if (acting) [worth, ankle].forEach((map, i) => map.set(acting.join(), [outflow, pressure][i]));
      if (performance.now() - began < BUSY_MS) continue;
      await new Promise((resolve) => { setTimeout(resolve, 0); }); // frames of the body that is seen come first
      if (mine !== this.asked) return null;
      began = performance.now();
    }
    const without = FORCES.filter((name) => name !== "muscles").join();
    return { shares: shares(worth), ankle_mmHg: ankle.get(FORCES.join()), ankle_without_muscles_mmHg: ankle.get(without) };
  }

  // Yields between pieces of a second, and each set of forces with its outflow and pressure when they are known.
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
      const rows = [];
      for (const piece of this.#going(late)) {
        rows.push(...piece);
        yield [];
      }
      const [flow, pressure] = [0, 1].map((i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
      yield [acting, 60 * flow, pressure];
    }
  }

  // Go on for some seconds, and yield the flow out of both legs and the mean pressure of the ankles, piece by piece.
  *#going(seconds) {
    const { forces, hello } = this.data.header;
    const [ways, vessels] = [hello.connections.length, hello.vessels.length];
    for (let left = seconds; left > 0; left -= PIECE_S) {
      const { flow, pressure, rows } = this.live.advance(Math.round(PIECE_S / TICK_S), SAMPLE_TICKS);
      yield Array.from({ length: rows }, (_, r) => [
        forces.outflow.reduce((sum, place) => sum + flow[r * ways + place], 0),
        forces.ankle.reduce((sum, place) => sum + pressure[r * vessels + place], 0) / forces.ankle.length,
      ]);
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
