// Values of now beside what is normal: the twin of app/live_values.py, for one body.

const FAR = -Infinity;

export class Findings {
  constructor(page) {
    this.page = page;
    this.frames = [];
    this.began = FAR;
  }

  clear() {
    this.frames = [];
  }

  /** Add a frame; what was seen while something else was done is forgotten. */
  see({ rows, beats, span, time, doing, swelling }) {
    if (doing !== this.doing) {
      this.began = this.doing ? time - span : FAR;
      this.clear();
    } else if (time < this.began) this.began = FAR;
    this.doing = doing;
    this.frames.push({ span, means: this.page.samples.map((_, i) => mean(rows.map((row) => row[i]))), beats, swelling });
    while (this.frames.length > 1 && this.window - this.frames[0].span >= this.page.findings.last_s) this.frames.shift();
  }

  get window() {
    return this.frames.reduce((sum, one) => sum + one.span, 0);
  }

  message(time, deed) {
    const since = time - this.began;
    const { findings } = this.page;
    const normal = Object.fromEntries(deed.free ? deed.ranges.map((row) => [row.finding, row]) : []);
    const rows = [
      ...findings.heart.map((name) => this.#row(name, "both", normal, this.#heart(name))),
      ...findings.body.map(([name, column, factor]) => this.#row(name, "both", normal, factor * this.#column(column))),
      ...findings.leg.flatMap(([name, column, factor]) => ["left", "right"].map((side) => this.#row(name, side, normal, factor * this.#column(column.replace("{0}", side))))),
      ...["left", "right"].map((side) => this.#row("leg_swelling", side, normal, this.frames.at(-1)?.swelling[side])),
    ];
    return { type: "findings", time_s: time, since_s: Number.isFinite(since) ? Math.round(10 * since) / 10 : null, settled: since >= findings.settled_s, settled_s: findings.settled_s, rows };
  }

  #row(name, side, normal, value) {
    const limits = normal[name] ?? {};
    const source = String(limits.source ?? "");
    return {
      name, ...this.page.findings.quantities[name], side, a: Number.isFinite(value) ? Math.round(1e4 * value) / 1e4 : null, b: null,
      normal_low: limits.low ?? null, normal_high: limits.high ?? null, source, measured: source !== "" && !source.startsWith("textbook"), difference: {}, window_s: Math.round(100 * this.window) / 100,
    };
  }

  #column(name) {
    const place = this.page.samples.findIndex((one) => one.name === name);
    const good = this.frames.filter((one) => Number.isFinite(one.means[place]));
    return good.reduce((sum, one) => sum + one.span * one.means[place], 0) / good.reduce((sum, one) => sum + one.span, 0);
  }

  // Over the beats that were seen, weighted by their length.
  #heart(name) {
    const beats = this.frames.flatMap((one) => one.beats);
    if (!beats.length) return NaN;
    const lengths = beats.map((row) => 60 / row[1]);
    const whole = lengths.reduce((a, b) => a + b, 0);
    if (name === "heart_rate") return (60 * beats.length) / whole;
    if (name === "cardiac_output") return (60e-3 * beats.reduce((sum, row) => sum + row[2], 0)) / whole;
    const place = name === "stroke_volume" ? 2 : 3;
    return beats.reduce((sum, row, k) => sum + lengths[k] * row[place], 0) / whole;
  }
}

function mean(values) {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
