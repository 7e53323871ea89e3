// What the lens shows over and over, painted once each and then copied: fibres of muscle, and cells turned this way and that.

import { html } from "../dom.js";

const MOST = 48; // images that are kept
const TIGHT_STEPS = 8;
const TURNS = 16; // of half a turn
const [FIBRES, FIBRE_PX, BOW_PX] = [9, 17, 22];
const CELL_PX = 16; // box of a cell
const [LONG_PX, SHORT_PX] = [6.4, 4.4];
const kept = new Map();

function imageOf(key, width, height, paint) {
  if (!kept.has(key)) {
    if (kept.size >= MOST) kept.clear();
    const canvas = html("canvas", { width, height });
    paint(canvas.getContext("2d"));
    kept.set(key, canvas);
  }
  return kept.get(key);
}

/** Muscle that fills a square of `wide` px, `sharp` pixels each; its fibres close in as it grows tight. */
export function muscleImage(colours, wide, tight, sharp) {
  const step = Math.round(tight * TIGHT_STEPS);
  const size = Math.ceil(wide * sharp);
  return imageOf(`muscle|${colours.muscle}|${step}|${size}`, size, size, (g) => {
    g.setTransform(sharp, 0, 0, sharp, size / 2, size / 2);
    g.fillStyle = colours.muscle;
    g.fillRect(-wide, -wide, 2 * wide, 2 * wide);
    Object.assign(g, { globalAlpha: 0.4, strokeStyle: colours.muscleDeep, lineWidth: 2.4 });
    g.beginPath();
    for (let k = -FIBRES; k <= FIBRES; k += 1) {
      const bow = (-BOW_PX * step * Math.sign(k || 1)) / TIGHT_STEPS;
      g.moveTo(k * FIBRE_PX, -wide / 2);
      g.quadraticCurveTo(k * FIBRE_PX + bow, 0, k * FIBRE_PX, wide / 2);
    }
    g.stroke();
  });
}

/** Returns a painter of cells of a colour: where it is, and how far it is turned. */
export function cellPainter(g, colour, sharp) {
  const size = Math.ceil(CELL_PX * sharp);
  const image = imageOf(`cell|${colour}|${size}`, size * TURNS, size, (own) => {
    own.fillStyle = colour;
    for (let k = 0; k < TURNS; k += 1) {
      own.setTransform(sharp, 0, 0, sharp, (k + 0.5) * size, size / 2);
      own.beginPath();
      own.ellipse(0, 0, LONG_PX, SHORT_PX, (Math.PI * k) / TURNS, 0, 2 * Math.PI);
      own.fill();
    }
  });
  return (x, y, turn) => {
    const step = ((Math.round((turn * TURNS) / Math.PI) % TURNS) + TURNS) % TURNS;
    g.drawImage(image, step * size, 0, size, size, x - CELL_PX / 2, y - CELL_PX / 2, CELL_PX, CELL_PX);
  };
}
