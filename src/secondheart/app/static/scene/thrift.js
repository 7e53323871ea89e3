// What is left out where a machine is too slow: dots, then grain, then the shading of the far leg; never doors. What was left
// out comes back when there is time for it, each time after a longer trial.

export const [DOTS, GRAIN, FAR_LEG] = [1, 2, 3]; // the levels from which on each is left out
const [SLOW_MS, QUICK_MS] = [13, 7]; // of painting
const [RARE_MS, OFTEN_MS] = [48, 28]; // between pictures that are wanted one after the other
const EASE = 0.08;
const [FIRST_TRIAL_MS, LONGEST_TRIAL_MS] = [3000, 60_000];

export class Thrift {
  constructor() {
    [this.level, this.paintMs, this.everyMs] = [0, (SLOW_MS + QUICK_MS) / 2, (RARE_MS + OFTEN_MS) / 2];
    [this.quickMs, this.trialMs] = [0, FIRST_TRIAL_MS];
  }

  /** So many ms went by since the last picture; nought where none was wanted before. */
  interval(ms) {
    if (!ms) return;
    this.everyMs += EASE * (Math.min(ms, 4 * RARE_MS) - this.everyMs);
    this.quickMs = this.paintMs < QUICK_MS && this.everyMs < OFTEN_MS ? this.quickMs + ms : 0;
  }

  /** A picture took so many ms to paint. */
  picture(ms) {
    this.paintMs += EASE * (ms - this.paintMs);
    if ((this.paintMs > SLOW_MS || this.everyMs > RARE_MS) && this.level < FAR_LEG) this.#go(1);
    else if (this.level > 0 && this.quickMs > this.trialMs) this.#go(-1);
  }

  #go(way) {
    this.level += way;
    if (way > 0) this.trialMs = Math.min(2 * this.trialMs, LONGEST_TRIAL_MS);
    [this.paintMs, this.everyMs, this.quickMs] = [(SLOW_MS + QUICK_MS) / 2, (RARE_MS + OFTEN_MS) / 2, 0];
  }
}
