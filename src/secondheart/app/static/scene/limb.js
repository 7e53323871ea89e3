// A leg as an axis that bends: points are given by how far they lie in front of it and how far down, in cm of an adult.
// The hip joint is at 0, the knee at 42, the ankle at 84; the foot has coordinates of its own, from the ankle joint.

import { rad } from "./pose.js";

const [KNEE_FROM, KNEE_TO, ANKLE] = [36, 48, 84];
const STEP = 1;
const COUNT = ANKLE / STEP + 1;
const BALL = [14.2, -7.4]; // about which the toes bend

const ease = (share) => {
  const s = Math.min(Math.max(share, 0), 1);
  return s * s * (3 - 2 * s);
};
const BENT = Float64Array.from({ length: COUNT }, (_, i) => ease((i * STEP - KNEE_FROM) / (KNEE_TO - KNEE_FROM)));

export class Limb {
  constructor() {
    [this.x, this.y, this.cos, this.sin] = [0, 1, 2, 3].map(() => new Float64Array(COUNT));
    this.toes = 0;
    this.build = null;
    this.set([0, 0], { hip: 0, knee: 0, ankle: 0 });
  }

  /** Take a pose, with the hip joint at a place, and the trunk leaning forwards by an angle. */
  set(hip, leg, trunk = 0) {
    let [x, y] = hip;
    this.up = [Math.sin(rad(trunk)), Math.cos(rad(trunk))];
    for (let i = 0; i < COUNT; i += 1) {
      const angle = rad(leg.hip - leg.knee * BENT[i]);
      [this.x[i], this.y[i], this.cos[i], this.sin[i]] = [x, y, Math.cos(angle), Math.sin(angle)];
      x += this.sin[i] * STEP;
      y -= this.cos[i] * STEP;
    }
    this.foot = rad(leg.hip - leg.knee + leg.ankle);
    [this.footCos, this.footSin] = [Math.cos(this.foot), Math.sin(this.foot)];
    this.curl = leg.toes ?? 0;
    this.bendToes(0);
  }

  /** Let the toes lie flat while the heel is up: bend them by an angle, in degrees; what curls them comes to it. */
  bendToes(deg) {
    const angle = rad(deg + this.curl);
    [this.toeCos, this.toeSin] = [Math.cos(angle), Math.sin(angle)];
  }

  /** Where a point is that lies `x` in front of the axis and `s` down it. */
  at(x, s) {
    if (this.build) x = this.build.leg(x, s);
    if (s < 0) { // the pelvis goes with the trunk
      const [cos, sin] = [(this.cos[0] + this.up[1]) / 2, (this.sin[0] - this.up[0]) / 2];
      return [this.x[0] + x * cos - s * this.up[0], this.y[0] + x * sin - s * this.up[1]];
    }
    const place = Math.min(s / STEP, COUNT - 1.001);
    const i = Math.floor(place);
    const t = place - i;
    const [cos, sin] = [this.cos[i] + (this.cos[i + 1] - this.cos[i]) * t, this.sin[i] + (this.sin[i + 1] - this.sin[i]) * t];
    return [this.x[i] + (this.x[i + 1] - this.x[i]) * t + x * cos, this.y[i] + (this.y[i + 1] - this.y[i]) * t + x * sin];
  }

  /** Where a point of the foot is. */
  ofFoot(x, y) {
    if (x > BALL[0]) {
      const [dx, dy] = [x - BALL[0], y - BALL[1]];
      [x, y] = [BALL[0] + dx * this.toeCos - dy * this.toeSin, BALL[1] + dx * this.toeSin + dy * this.toeCos];
    }
    return [this.x[COUNT - 1] + x * this.footCos - y * this.footSin, this.y[COUNT - 1] + x * this.footSin + y * this.footCos];
  }

  /** Where a point of the plan is: [x, s] of the leg, or [x, y, 1] of the foot. */
  place(point) {
    return point.length > 2 ? this.ofFoot(point[0], point[1]) : this.at(point[0], point[1]);
  }

  /** The lowest of heel and ball, as [height, x, which]. */
  sole() {
    const [heel, ball] = [this.ofFoot(-3, -8.3), this.ofFoot(14, -8.3)];
    return heel[1] <= ball[1] ? [heel[1], heel[0], "heel"] : [ball[1], ball[0], "ball"];
  }
}
