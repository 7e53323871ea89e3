// Words with a halo, painted once each and then copied: an outline around letters is the dearest stroke of a picture.

import { html } from "../dom.js";

const [HALO_PX, PAD_PX, HIGH_PX] = [4, 4, 24];
const MOST = 400; // images that are kept; the figures of a column are some hundred
const kept = new Map();

function image(g, words, colour, halo, sharp) {
  const key = `${g.font}|${sharp}|${colour}|${halo}|${words}`;
  if (!kept.has(key)) {
    if (kept.size >= MOST) kept.clear();
    const wide = g.measureText(words).width;
    const canvas = html("canvas", { width: Math.ceil((wide + 2 * PAD_PX) * sharp), height: Math.ceil(HIGH_PX * sharp) });
    const own = canvas.getContext("2d");
    own.setTransform(sharp, 0, 0, sharp, 0, 0);
    Object.assign(own, { font: g.font, textBaseline: "middle", lineJoin: "round", lineWidth: HALO_PX, strokeStyle: halo, fillStyle: colour });
    own.strokeText(words, PAD_PX, HIGH_PX / 2);
    own.fillText(words, PAD_PX, HIGH_PX / 2);
    kept.set(key, { canvas, wide });
  }
  return kept.get(key);
}

/** Paint words at a place, as the canvas's font and alignment say. */
export function paintWords(g, words, x, y, colour, halo) {
  const sharp = g.getTransform().a;
  const { canvas, wide } = image(g, words, colour, halo, sharp);
  const left = x - PAD_PX - (g.textAlign === "right" ? wide : g.textAlign === "center" ? wide / 2 : 0);
  const whole = (at) => Math.round(at * sharp) / sharp;
  g.drawImage(canvas, whole(left), whole(y - HIGH_PX / 2), canvas.width / sharp, canvas.height / sharp);
}
