// Words with a halo, painted once each and then copied: an outline around letters is the dearest stroke of a picture.

import { html } from "../dom.js";

const [HALO_PX, PAD_PX, HIGH_PX] = [4, 4, 24];
const MOST = 400; // images that are kept; the figures of a column are some hundred
const kept = new Map();

function image(g, words, { font, colour, halo, sharp }) {
  const key = `${font}|${sharp}|${colour}|${halo}|${words}`;
  if (!kept.has(key)) {
    if (kept.size >= MOST) kept.clear();
    g.font = font;
    const wide = g.measureText(words).width;
    const canvas = html("canvas", { width: Math.ceil((wide + 2 * PAD_PX) * sharp), height: Math.ceil(HIGH_PX * sharp) });
    const own = canvas.getContext("2d");
    own.setTransform(sharp, 0, 0, sharp, 0, 0);
    Object.assign(own, { font, textBaseline: "middle", lineJoin: "round", lineWidth: HALO_PX, strokeStyle: halo, fillStyle: colour });
    own.strokeText(words, PAD_PX, HIGH_PX / 2);
    own.fillText(words, PAD_PX, HIGH_PX / 2);
    kept.set(key, { canvas, wide });
  }
  return kept.get(key);
}

/** Paint words at a place: `style` has font, colour, halo, the pixels of a px as `sharp`, and the share of the words left of it as `align`. */
export function paintWords(g, words, x, y, style) {
  const { canvas, wide } = image(g, words, style);
  const { sharp } = style;
  const whole = (at) => Math.round(at * sharp) / sharp;
  g.drawImage(canvas, whole(x - PAD_PX - style.align * wide), whole(y - HIGH_PX / 2), canvas.width / sharp, canvas.height / sharp);
}
