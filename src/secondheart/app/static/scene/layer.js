// A part of the picture that looks the same in many pictures but for its place: painted once, and then copied.

import { html } from "../dom.js";

const PER_PX = 2; // places within a pixel that are told apart
const MARGIN_PX = 3;
const LARGEST = 1.5; // image as a share of the picture's width and height: of a body seen from near most would not be seen

export class Layer {
  constructor() {
    this.images = new Map();
  }

  /**
   * Paint what goes with a point of the world. `look` is all that it depends on but that place; `corners()` are points of the
   * world about it; `painter(g)` paints it. What looks another way in each picture, or is too large, is painted as ever.
   */
  paint(g, look, point, corners, painter) {
    const { a, d, e, f } = g.getTransform();
    const key = `${look}|${a}|${d}`;
    if (key !== this.key) {
      this.key = key;
      this.images.clear();
      painter(g);
      return;
    }
    const [x, y] = [a * point[0] + e, d * point[1] + f].map((one) => Math.round(one * PER_PX) / PER_PX);
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const place = `${x - left}|${y - top}`;
    if (!this.images.has(place)) this.images.set(place, this.#image(g, point, [x - left, y - top], corners(), painter));
    const image = this.images.get(place);
    if (!image) {
      painter(g);
      return;
    }
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(image.canvas, left - image.left, top - image.top);
    g.restore();
  }

  // Null where it would be too large.
  #image(g, [x, y], [dx, dy], corners, painter) {
    const { a, d } = g.getTransform();
    const across = corners.map((one) => a * (one[0] - x));
    const down = corners.map((one) => d * (one[1] - y));
    const [left, top] = [across, down].map((all) => MARGIN_PX - Math.floor(Math.min(...all)));
    const [wide, high] = [[across, left], [down, top]].map(([all, before]) => before + Math.ceil(Math.max(...all)) + MARGIN_PX + 1);
    if (wide > LARGEST * g.canvas.width || high > LARGEST * g.canvas.height) return null;
    const canvas = html("canvas", { width: wide, height: high });
    const own = canvas.getContext("2d");
    own.setTransform(a, 0, 0, d, left + dx - a * x, top + dy - d * y);
    painter(own);
    return { canvas, left, top };
  }
}
