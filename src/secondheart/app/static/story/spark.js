// A small line of the last seconds, with the band of what is normal.

import { figure } from "../dom.js";

const [WIDEST, RATIO, LOWEST] = [300, 0.28, 46];
const WORD = 52; // beside the line, for the word of the band
const SPAN_S = 24;
const SHARP = 2;

export class Spark {
  constructor(canvas) {
    this.canvas = canvas;
    this.g = canvas.getContext("2d");
    this.wide = 0;
    this.#fit(WIDEST);
    new ResizeObserver(([box]) => this.#fit(box.contentRect.width)).observe(canvas);
  }

  // As wide as its place, so that its word is never drawn smaller than it is written.
  #fit(width) {
    const wide = Math.min(Math.round(width) || WIDEST, WIDEST);
    if (wide === this.wide) return;
    [this.wide, this.high] = [wide, Math.max(Math.round(RATIO * wide), LOWEST)];
    [this.canvas.width, this.canvas.height] = [wide * SHARP, this.high * SHARP];
    this.canvas.style.height = `${this.high}px`;
  }

  /** Draw a column of the series; `low` and `high` are normal, `top` is the end of its axis, `rows` are other bodies' names. */
  draw(series, bodies, column, { low = null, high = null, top = 100, factor = 1, words = "", colours }) {
    const { g, wide, high: deep } = this;
    const span = SPAN_S * Math.max(series.speed, 0.25);
    const x = (time) => (wide - WORD) * (1 + (time - series.now) / span);
    const y = (value) => deep - 4 - ((deep - 12) * value) / top;
    g.setTransform(SHARP, 0, 0, SHARP, 0, 0);
    g.clearRect(0, 0, wide, deep);
    if (high !== null) this.#band(y(high), y(low ?? 0), words, colours);
    bodies.forEach((body, k) => {
      const ring = series.ring(body, column);
      g.beginPath();
      g.strokeStyle = k ? colours.other : colours.line;
      g.setLineDash(k ? [4, 3] : []);
      g.lineWidth = 2.2;
      g.lineJoin = "round";
      for (let back = 0; ring && back < ring.count; back += 1) {
        const place = ring.place(back);
        if (ring.time[place] < series.now - span) break;
        g.lineTo(x(ring.time[place]), y(ring.mean[place] * factor));
      }
      g.stroke();
      if (ring?.count) this.#end(x(series.now), y(ring.mean[ring.place(0)] * factor), g.strokeStyle);
    });
    g.setLineDash([]);
    this.canvas.setAttribute("aria-label", `the last ${figure(span)} seconds`);
  }

  #end(x, y, colour) {
    const { g } = this;
    g.beginPath();
    g.arc(x, y, 3.6, 0, 7);
    g.fillStyle = colour;
    g.fill();
  }

  #band(top, low, words, colours) {
    const { g, wide } = this;
    const high = Math.max(low - top, 2);
    g.fillStyle = colours.band;
    g.fillRect(0, top, wide - WORD, high);
    g.fillStyle = colours.soft;
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    g.textAlign = "right";
    g.textBaseline = "middle";
    g.fillText(words, wide - 2, Math.min(top + high / 2, this.high - 8));
  }
}
