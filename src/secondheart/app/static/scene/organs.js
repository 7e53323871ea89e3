// What is in the trunk: spine, lungs that breathe, the heart by the volumes of its chambers, and the great vessels.

import { DIAPHRAGM, GREAT, HEART, LUNG, SPINE } from "./figure_data.js";
import { bloodColour } from "./palette.js";
import { area, trace, tube } from "./painter.js";
import { sampled } from "./paths.js";

// Chambers: where they lie from the heart's middle, how large at a volume of 100 mL, and how they lean.
const CHAMBERS = [
  { name: "right_atrium", at: [-2.3, 1.7], size: [2.1, 2.3], turn: 0.2 },
  { name: "right_ventricle", at: [0.6, -1.5], size: [2.5, 3.1], turn: 0.75 },
  { name: "left_atrium", at: [-1.7, 3.4], size: [1.9, 1.7], turn: 0.1 },
  { name: "left_ventricle", at: [2.2, -0.6], size: [2.4, 3.6], turn: 0.6 },
];
const USUAL_ML = 100;
const BREATH_STEPS = 32; // of a full breath that look different
const DOWN_CM = 2.4; // how far the diaphragm sinks in a full breath
// The vessel of the model that colours each of the great vessels, and its width in cm.
const TUBES = [
  ["fromLung", "pulmonary_veins", 1.5, 0.98], ["toLung", "pulmonary_arteries", 1.5], ["headVein", "superior_vena_cava", 1.5], ["carotid", "carotid_arteries", 1, 0.98],
  ["cava", "abdominal_vena_cava", 2.3], ["aorta", "thoracic_aorta", 2, 0.98],
];
const RED = 0.98; // the saturation that is drawn where none is known yet

export class Organs {
  bind(names) {
    const place = (name) => names.place("vessels", name);
    this.chambers = CHAMBERS.map((row) => ({ ...row, index: place(row.name) }));
    this.tubes = TUBES.map(([path, vessel, width, usual]) => ({ path, index: place(vessel), width, usual }));
    this.inflation = names.place("scalars", "inflation");
  }

  show(values) {
    this.breath = Math.round(Math.min(Math.max(values.scalars[this.inflation] || 0, 0), 1.5) * BREATH_STEPS) / BREATH_STEPS;
    for (const row of this.chambers) [row.volume, row.so2] = [values.volume[row.index], values.so2?.[row.index] ?? (row.name.startsWith("left") ? RED : NaN)];
    for (const row of this.tubes) row.so2 = values.so2?.[row.index] ?? row.usual;
  }

  /** Lay the great vessels on a trunk; `put` places a point of it. */
  follow(put) {
    this.tracks = {};
    for (const row of this.tubes) this.tracks[row.path] = sampled(GREAT[row.path].map(put), 6);
  }

  /** All that the picture depends on but the pose and the heart. */
  look(colours) {
    return `${this.breath}|${this.tubes.map((row) => bloodColour(colours, row.so2))}`;
  }

  /** Paint all but the heart; `within` paints what is in the lungs. */
  paint(g, colours, put, within) {
    this.#spine(g, colours, put);
    this.#lungs(g, colours, put);
    within();
    for (const row of this.tubes) tube(g, this.tracks[row.path], row.width, bloodColour(colours, row.so2), colours.casing);
  }

  #spine(g, colours, put) {
    const points = SPINE.map(put);
    g.fillStyle = colours.bone;
    g.strokeStyle = colours.boneEdge;
    g.lineWidth = 0.16;
    points.forEach(([x, y], i) => {
      const [a, b] = [points[Math.max(i - 1, 0)], points[Math.min(i + 1, points.length - 1)]];
      const high = 1.05 - 0.018 * i;
      g.save();
      g.translate(x, y);
      g.rotate(Math.atan2(b[1] - a[1], b[0] - a[0]) - Math.PI / 2);
      g.beginPath();
      g.roundRect(-1.75 + 0.03 * i, -high, 3.5 - 0.06 * i, 2 * high, 0.5);
      g.fill();
      g.stroke();
      g.restore();
    });
  }

  #lungs(g, colours, put) {
    const down = DOWN_CM * this.breath;
    const grown = LUNG.map(([x, y]) => put([x * (1 + 0.06 * this.breath), y < 33 ? y - down : y]));
    g.save();
    g.globalAlpha = 0.72;
    area(g, grown, colours.organ, colours.organEdge, 0.18);
    g.restore();
    trace(g, DIAPHRAGM.map(([x, y], i) => put([x, y - down * (i === 0 || i === DIAPHRAGM.length - 1 ? 0.5 : 1)])));
    g.strokeStyle = colours.muscle;
    g.lineWidth = 0.7;
    g.lineCap = "round";
    g.stroke();
  }

  /** The heart, by the volumes of its chambers. */
  paintHeart(g, colours, put) {
    const [middle, right, up] = [put(HEART), put([HEART[0] + 1, HEART[1]]), put([HEART[0], HEART[1] + 1])];
    g.save();
    g.transform(right[0] - middle[0], right[1] - middle[1], up[0] - middle[0], up[1] - middle[1], middle[0], middle[1]);
    for (const row of this.chambers) {
      const size = Number.isFinite(row.volume) ? Math.cbrt(Math.max(row.volume, 8) / USUAL_ML) : 1;
      for (const [edge, colour] of [[0.15, colours.casing], [-0.15, bloodColour(colours, row.so2)]]) {
        g.beginPath();
        g.ellipse(row.at[0], row.at[1], row.size[0] * size + edge, row.size[1] * size + edge, row.turn, 0, 7);
        g.fillStyle = colour;
        g.fill();
      }
    }
    g.restore();
  }
}
