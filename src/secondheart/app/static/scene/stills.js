// Pictures for those who do not want motion: a movement in four steps, each the mean of that part of many cycles, and never a
// single moment; of a rest, the mean since the last picture.

const STEPS = 4;
const MEMORY = 12; // frames of a step that its mean goes back, about a stride and a half
const SKIPPED = new Set(["samples", "beats"]);

const copyOf = (rows) => Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, SKIPPED.has(name) ? row : Float32Array.from(row)]));

class Mean {
  take(body, weight) {
    this.rows ??= copyOf(body);
    for (const [name, mean] of Object.entries(this.rows)) {
      if (SKIPPED.has(name)) continue;
      const row = body[name];
      for (let i = 0; i < mean.length; i += 1) mean[i] = Number.isFinite(mean[i]) ? mean[i] + weight * (row[i] - mean[i]) : row[i];
    }
  }
}

export class Stills {
  /** Learn where in the scalars the phase and the length of a cycle stand. */
  bind(names) {
    [this.phaseAt, this.cycleAt] = ["phase", "cycle_s"].map((name) => names.place("scalars", name));
    this.clear();
  }

  clear() {
    this.steps = Array.from({ length: STEPS }, () => ({ count: 0, means: [] }));
    this.rest = { count: 0, means: [] };
    this.next = 0;
  }

  /** Take a frame in. */
  take(frame) {
    const [first] = frame.bodies;
    const phase = first.scalars[this.phaseAt];
    const moving = first.scalars[this.cycleAt] > 0 && Number.isFinite(phase);
    if (moving !== this.moving) this.clear();
    this.moving = moving;
    const step = moving ? this.steps[Math.min(Math.floor((((phase % 1) + 1) % 1) * STEPS), STEPS - 1)] : this.rest;
    step.count += 1;
    const weight = moving ? Math.max(1 / step.count, 1 / MEMORY) : 1 / step.count;
    frame.bodies.forEach((body, k) => (step.means[k] ??= new Mean()).take(body, weight));
    this.frame = frame;
  }

  /** The next picture, as a frame; null where that step has not been yet. */
  picture() {
    const at = this.next;
    const step = this.moving ? this.steps[at] : this.rest;
    this.next = this.moving ? (at + 1) % STEPS : 0;
    if (!step.count) return null;
    const bodies = step.means.map(({ rows }) => copyOf(rows)); // a mean goes on while its picture is drawn
    if (this.moving) for (const body of bodies) body.scalars[this.phaseAt] = (at + 0.5) / STEPS;
    else this.rest = { count: 0, means: [] };
    return { ...this.frame, bodies };
  }
}
