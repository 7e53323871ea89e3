// Capillary beds: a mesh of fine vessels where red turns to blue, in foot, calf and thigh, and blue to red in the lung.

import { BEDS, HEAD_BED, LUNG_BEDS } from "./figure_data.js";
import { bloodColour } from "./palette.js";

const [RED, BLUE] = [0.98, 0.7]; // saturations that are drawn where none is known yet
const [LINES, SEGMENTS] = [5, 10];
const THIN_CM = 0.16;

export class Beds {
  bind(names, side) {
    this.rows = BEDS.map((row) => ({ ...row, index: names.of("vessels", row.capillaries[0], side) }));
    this.lung = ["pulmonary_arteries", "pulmonary_veins"].map((name) => names.place("vessels", name));
  }

  show(values) {
    for (const row of this.rows) row.so2 = values.so2?.[row.index] ?? NaN;
    this.ends = this.lung.map((index) => values.so2?.[index] ?? NaN);
  }

  /** All that those of the trunk depend on but the pose. */
  get look() {
    return this.ends?.map(step);
  }

  /** All that those of the leg depend on but the pose. */
  get legLook() {
    return this.rows.map((row) => step(row.so2));
  }

  /** Those of the leg, in front of whose arteries they begin. */
  paintLeg(g, colours, limb) {
    for (const row of this.rows) {
      const spots = row.at.map((point) => limb.place(point));
      for (const at of spots) mesh(g, colours, at, row.size, [RED, Number.isFinite(row.so2) ? row.so2 : BLUE], row.turn);
    }
  }

  /** Those of lungs and head; `put` places a point of the trunk, `turn` is its lean. */
  paintTrunk(g, colours, put, turn) {
    const [from, to] = (this.ends ?? []).map((one, k) => (Number.isFinite(one) ? one : [BLUE, RED][k]));
    for (const bed of LUNG_BEDS) mesh(g, colours, put(bed.at), bed.size, [from ?? BLUE, to ?? RED], bed.turn + turn);
    mesh(g, colours, put(HEAD_BED.at), HEAD_BED.size, [RED, from ?? BLUE], HEAD_BED.turn + turn);
  }
}

const step = (so2) => Math.round(100 * so2);

// Strands that part and meet again, from one colour to the other.
function mesh(g, colours, [x, y], size, [from, to], turn) {
  g.save();
  g.translate(x, y);
  g.rotate(turn);
  const shade = g.createLinearGradient(-size / 2, 0, size / 2, 0);
  shade.addColorStop(0.15, bloodColour(colours, from));
  shade.addColorStop(0.85, bloodColour(colours, to));
  g.strokeStyle = shade;
  g.lineCap = "round";
  g.beginPath();
  for (let k = 0; k < LINES; k += 1) {
    const aside = (k / (LINES - 1) - 0.5) * size * 0.62;
    g.moveTo(-size / 2, 0);
    for (let i = 1; i <= SEGMENTS; i += 1) {
      const t = i / SEGMENTS;
      const open = Math.sin(Math.PI * t);
      g.lineTo(-size / 2 + size * t, aside * Math.sqrt(open) + 0.07 * size * open * Math.sin(4.2 * t * Math.PI + 2.4 * k));
    }
  }
  g.lineWidth = THIN_CM;
  g.stroke();
  g.restore();
}
