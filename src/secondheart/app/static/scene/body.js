// Where a point of the leg is when the leg is turned: the drawing bends along its axis as the posture does.
// The plan has x across and y in cm below the heart, standing; angles are the model's: 90 hangs down, 0 lies, -90 points up.

// The calf, in which most happens, is drawn longer than it is, and the trunk shorter: cm of the plan and units of the drawing.
const CM = [0, 19, 76, 108, 124];
const UNITS = [-92, -14, 215, 465, 556];
// Where one segment goes over into the next, in cm.
const JOINTS = [[26, 37], [65, 85], [107, 112]];
// How much narrower than the plan it is drawn: knee and ankle are slim.
const SLIM = [[20, 1], [50, 1], [66, 0.94], [76, 0.86], [86, 0.95], [96, 0.88], [104, 0.76], [109, 0.75], [114, 0.9], [118, 1], [124, 1]];
const AXIS = 160; // x of the axis
const HIP_CM = 31;
const STEP = 0.25; // cm
const BEYOND = 4.5; // units a cm of the ruler where no part of the leg is

const ease = (share) => {
  const s = Math.min(Math.max(share, 0), 1);
  return s * s * (3 - 2 * s);
};

/** Units of the drawing for a height in cm of the plan. */
export function units(cm) {
  let i = 1;
  while (i < CM.length - 1 && cm > CM[i]) i += 1;
  return UNITS[i - 1] + ((cm - CM[i - 1]) * (UNITS[i] - UNITS[i - 1])) / (CM[i] - CM[i - 1]);
}

function slim(cm) {
  let i = 1;
  while (i < SLIM.length - 1 && cm > SLIM[i][0]) i += 1;
  const [[a, low], [b, high]] = [SLIM[i - 1], SLIM[i]];
  return low + (high - low) * ease((cm - a) / (b - a));
}

function angleAt(cm, posture) {
  let angle = posture[0];
  JOINTS.forEach(([from, to], i) => {
    angle += (posture[i + 1] - posture[i]) * ease((cm - from) / (to - from));
  });
  return angle;
}

/** A leg in a posture: `turn` places points of the plan, `level` is the scale of heights beside it. */
export class Body {
  constructor(posture = [90, 90, 90, 90]) {
    this.mirror = 1; // -1: the toes point to the right, as those of a left leg do from its inner side
    this.count = Math.ceil((CM[CM.length - 1] - CM[0]) / STEP) + 1;
    for (const name of ["x", "y", "below", "angle"]) this[name] = new Float64Array(this.count);
    this.pose(posture);
  }

  pose(posture) {
    this.posture = Array.from(posture);
    let [x, y, below] = [0, 0, 0];
    for (let i = 0; i < this.count; i += 1) {
      const cm = CM[0] + i * STEP;
      const angle = (angleAt(cm, posture) * Math.PI) / 180;
      if (i > 0) {
        const length = units(cm) - units(cm - STEP);
        x -= Math.cos(angle) * length;
        y += Math.sin(angle) * length;
        below += Math.sin(angle) * STEP;
      }
      [this.x[i], this.y[i], this.angle[i], this.below[i]] = [x, y, angle, below];
    }
    this.#settle();
    this.table = this.#levels();
  }

  // The hip stays where it is: about it everything turns.
  #settle() {
    const hip = Math.round((HIP_CM - CM[0]) / STEP);
    const [dx, dy] = [AXIS - this.x[hip], units(HIP_CM) - this.y[hip]];
    for (let i = 0; i < this.count; i += 1) {
      this.x[i] += dx;
      this.y[i] += dy;
    }
  }

  #place(cm) {
    return Math.min(Math.max((cm - CM[0]) / STEP, 0), this.count - 1.001);
  }

  /** A point of the plan, [x, cm], as [x, y] of the drawing. */
  turn(point) {
    const place = this.#place(point[1]);
    const i = Math.floor(place);
    const part = place - i;
    const angle = this.angle[i] + (this.angle[i + 1] - this.angle[i]) * part;
    const aside = (point[0] - AXIS) * slim(point[1]);
    const x = this.x[i] + (this.x[i + 1] - this.x[i]) * part + aside * Math.sin(angle);
    return [
      AXIS + this.mirror * (x - AXIS),
      this.y[i] + (this.y[i + 1] - this.y[i]) * part + aside * Math.cos(angle),
    ];
  }

  turnAll(points) {
    return points.map((point) => this.turn(point));
  }

  /** cm below the heart, in this posture, of a place on the axis. */
  belowHeart(cm) {
    const place = this.#place(cm);
    const i = Math.floor(place);
    return this.below[i] + (this.below[i + 1] - this.below[i]) * (place - i);
  }

  /** The y of the drawing at which something stands so many cm below the heart: the scale of the ruler. */
  level(below) {
    const { table } = this;
    let i = 1;
    while (i < table.length - 1 && below > table[i][0]) i += 1;
    const [a, b] = [table[i - 1], table[i]];
    return a[1] + ((below - a[0]) * (b[1] - a[1])) / (b[0] - a[0]);
  }

  // Heights along the axis, one y for each, with what lies beyond them at a plain scale.
  #levels() {
    const rows = [];
    for (let i = 0; i < this.count; i += 4) rows.push([this.below[i], this.y[i]]);
    rows.sort((a, b) => a[0] - b[0]);
    const table = [rows[0]];
    for (const row of rows) {
      const last = table[table.length - 1];
      if (row[0] > last[0] + 0.5 && row[1] > last[1]) table.push(row);
    }
    const [first, last] = [table[0], table[table.length - 1]];
    return [[first[0] - 100, first[1] - 100 * BEYOND], ...table, [last[0] + 100, last[1] + 100 * BEYOND]];
  }
}
