// A part of the picture that looks the same in many pictures but for its place: painted once, and then copied.

import { html } from "../dom.js";

const PER_PX = 2; // places within a pixel that are told apart
const MARGIN_PX = 3;
const LARGEST = 1.5; // image as a share of the picture's width and height: of a body seen from near most would not be seen

const MOST_PX = 1.2; // of all images together, as a share of the picture's pixels
const REMEMBERED = 40; // looks that were painted once

export class Layer {
  constructor() {
    [this.images, this.seen, this.pixels] = [new Map(), new Set(), 0];
  }

  /**
   * Paint what goes with a point of the world. `look` is all that it depends on but that place; `corners()` are points of the
   * world about it; `painter(g)` paints it. What looks another way in each picture, or is too large, is painted as ever; what
   * is seen a second time, as in the next breath, is kept.
   */
  paint(g, look, point, corners, painter) {
    const { a, d, e, f } = g.getTransform();
    const [x, y] = [a * point[0] + e, d * point[1] + f].map((one) => Math.round(one * PER_PX) / PER_PX);
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const key = `${look}|${a}|${d}|${x - left}|${y - top}`;
    const image = this.images.get(key) ?? (this.#again(key) ? this.#image(g, point, [x - left, y - top], corners(), painter) : null);
    if (!image) {
      painter(g);
      return;
    }
    this.#keep(key, image, MOST_PX * g.canvas.width * g.canvas.height);
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(image.canvas, left - image.left, top - image.top);
    g.restore();
  }

  // Whether something has been painted before.
  #again(key) {
    if (this.seen.has(key)) return true;
    this.seen.add(key);
    if (this.seen.size > REMEMBERED) this.seen.delete(this.seen.values().next().value);
    return false;
  }

  // The newest last; the oldest go.
  #keep(key, image, most) {
    if (!this.images.delete(key)) this.pixels += image.canvas.width * image.canvas.height;
    this.images.set(key, image);
    for (const [old, { canvas }] of this.images) {
      if (this.pixels <= most || old === key) return;
      this.images.delete(old);
      this.pixels -= canvas.width * canvas.height;
    }
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
