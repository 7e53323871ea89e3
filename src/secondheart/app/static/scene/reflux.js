// Back-flow as the clinic counts it: by the time for which blood flows back without a break, counted on every frame, never on
// pictures, against the limit of that vein.

export const BACK_ML_S = 0.1; // slower flow back is not counted
// Nor what is slower than this: a healthy valve, too, stays open as blood slowly drifts back; only some 30 cm/s shut it
// (van Bemmelen 1989, J Vasc Surg 10:425), which is why the clinic lets a cuff go at once. A sixth of that is assumed.
export const BACK_CM_S = 5;
// Seconds that healthy valves may take to close (Labropoulos 2003, J Vasc Surg 38:793: 96.7 % of healthy segments below).
export const LIMITS_S = { perforator: 0.35, long: 1.0, other: 0.5 };
const KEPT_S = 60; // that courses are kept
const LONG = new Set(["common_femoral", "femoral_lower", "femoral_upper", "popliteal"]);

/** The limit of a valve, by its name without a side. */
export function limitOf(name) {
  if (name.startsWith("perforators")) return LIMITS_S.perforator;
  return LONG.has(name) ? LIMITS_S.long : LIMITS_S.other;
}

export class Reflux {
  constructor() {
    this.bodies = [];
  }

  bind(hello) {
    this.hello = hello;
    this.limits = hello.valves.map((valve) => limitOf(valve.side ? valve.name.replace(`_${valve.side}`, "") : valve.name));
    this.slowest = hello.valves.map((valve) => Math.max(BACK_ML_S, BACK_CM_S * (valve.lumen_cm2 ?? 0)));
    this.clear();
  }

  // Of each body and valve: for how long blood has been flowing back, for how long of late, and each time that it did.
  clear() {
    const zeros = () => new Float64Array(this.limits.length);
    this.bodies = (this.hello?.bodies ?? []).map(() => ({ seconds: zeros(), longest: zeros(), now: new Set(), times: this.limits.map(() => []) }));
  }

  /** Take a frame in: each of them, once. */
  take(frame, fresh) {
    if (fresh) this.clear();
    this.bodies.forEach((body, k) => {
      this.#count(body, frame.bodies[k].flow, frame.span);
      this.#note(body, frame);
    });
  }

  // Each time that blood flows back, as its beginning and end.
  #note(body, { time, span }) {
    body.times.forEach((times, i) => {
      const last = times.at(-1);
      if (body.seconds[i] > span) last.to = time;
      else if (body.seconds[i] > 0) times.push({ from: time - span, to: time });
      while (times.length && times[0].to < time - KEPT_S) times.shift();
    });
  }

  #count(body, flow, span) {
    this.hello.valves.forEach((valve, i) => {
      body.seconds[i] = flow[valve.connection] < -this.slowest[i] ? body.seconds[i] + span : 0;
      body.longest[i] = Math.max(body.seconds[i], body.longest[i] * Math.exp(-span / 20)); // of late
      if (body.seconds[i] > this.limits[i]) body.now.add(i);
      else body.now.delete(i);
    });
  }

  /** The valves of a body that let blood back now, by their place in the hello. */
  of(k) {
    return this.bodies[k]?.now ?? new Set();
  }
}
