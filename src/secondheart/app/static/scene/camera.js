// What part of the world fills the picture: cm of the body to places on the screen.

const [FOLLOW_MS, ALONG_MS] = [180, 70]; // in which the camera goes most of its way, however many pictures are drawn meanwhile; and with a leg
/** Views: middle and height of what is seen, in cm, for an upright body. */
export const VIEWS = {
  body: { x: 2, y: 86, high: 186 },
  leg: { x: 1, y: 45, high: 104 },
  calf: { x: -1, y: 27, high: 66 },
};
const WIDE = { body: 96, leg: 60 }; // cm that have to be seen: of a leg, from its heel far behind to the thigh that comes forward
const LYING = { x: -2, y: 52, wide: 196, high: 84, low: 0 };
const [SMALLEST, TALLEST] = [0.8, 1.06]; // as a share of the drawing
const RAISED = { y: 78, high: 134 }; // with the legs up
const SEATED = { x: 14, wide: 104 }; // the leg of who sits, with the trunk and the column behind it
const [SEATED_DEG, UPRIGHT_DEG] = [35, 65]; // of the thigh
const LOW = { body: 0, leg: 1, calf: 1 }; // 1 where what is seen stands at the bottom of a box that asks for it, and not in its middle
const GOES_ALONG = { body: 0, leg: 0.9, calf: 1 }; // share of the way of the calf that the camera goes with

export class Camera {
  constructor() {
    this.tall = 1; // of the person, over that of the drawing
    this.goal = { ...VIEWS.body, wide: 120, low: 0 };
    this.now = { ...this.goal };
    this.fit({ x: 0, y: 0, width: 100, height: 100 }, 1);
  }

  /** Look at a part of a body; lying, all of it is looked at. */
  look(view, figure, posture) {
    this.tall = Math.min(Math.max(figure.build.scale, SMALLEST), TALLEST);
    const { x, y, high } = VIEWS[view] ?? VIEWS.body;
    const wide = WIDE[view] ?? 46;
    const [calf] = figure.near.at(0, 63);
    const along = x + (GOES_ALONG[view] ?? 0) * calf;
    const seated = view === "leg" ? Math.min(Math.max((UPRIGHT_DEG - posture[1]) / (UPRIGHT_DEG - SEATED_DEG), 0), 1) : 0;
    const upright = { x: along + (SEATED.x - along) * seated, y: view === "body" ? y + Math.min(figure.hip[1] - 92, 12) * 0.5 : y, high, wide: wide + (SEATED.wide - wide) * seated, low: LOW[view] ?? 0 };
    const lying = posture[1] < -10 ? { ...LYING, ...RAISED } : LYING;
    for (const name of ["x", "y", "high", "wide", "low"]) this.goal[name] = upright[name] + (lying[name] - upright[name]) * figure.lying;
  }

  /** Go on towards what is wanted; at once where motion is not. Returns whether it is still on its way. */
  step(ms, atOnce) {
    let far = 0;
    for (const name of Object.keys(this.goal)) {
      const way = this.goal[name] - this.now[name];
      far = Math.max(far, Math.abs(way));
      this.now[name] += atOnce ? way : way * (1 - Math.exp(-ms / (name === "x" ? ALONG_MS : FOLLOW_MS)));
    }
    return far > 0.05;
  }

  /** Fit it into a box of the screen; `mirror` is -1 where the person faces left. */
  fit(box, mirror) {
    const { x, y, high, wide, low } = this.now;
    const usual = Math.min(box.height / high, box.width / wide);
    const lower = box.low ? (low * (box.height - high * usual)) / 2 : 0;
    this.scale = usual * this.tall;
    this.mirror = mirror;
    [this.left, this.top] = [box.x + box.width / 2 - mirror * x * this.scale, box.y + box.height / 2 + lower + y * usual]; // who is smaller stands on the same ground
  }

  /** Let the canvas count in cm from here on. */
  apply(g, sharp) {
    g.setTransform(this.mirror * this.scale * sharp, 0, 0, -this.scale * sharp, this.left * sharp, this.top * sharp);
  }

  /** A place on the screen. */
  toScreen([x, y]) {
    return [this.left + this.mirror * x * this.scale, this.top - y * this.scale];
  }

  toWorld([x, y]) {
    return [((x - this.left) / this.scale) * this.mirror, (this.top - y) / this.scale];
  }
}
