// One chart on a canvas: a line for each body over time, what is normal, what happened, and the values at the lines' ends.

import { figure, html } from "../dom.js";
import { spread } from "../scene/label_layout.js";
import { marks } from "./axis.js";

export const [LEFT, RIGHT] = [48, 64]; // px beside the lines: figures of the axis, and values at their ends
const [TOP, FOOT, AXIS_FOOT] = [6, 6, 34];
export const FONT = "12px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const COLOURS = ["#1f86c8", "#d55e00"]; // Okabe and Ito's, the blue as light as can be read on white and on dark
const DASHES = [[], [6, 4]];
const LINE_PX = 15;
const [WORD_UP, WORD_HIGH] = [9, 24]; // px of the words of what is normal, over the edge of its band; a band that has room for them
const SHARPEST = 2;

export class Plot {
  constructor(height, axis) {
    [this.height, this.foot] = [height, axis ? AXIS_FOOT : FOOT];
    this.canvas = html("canvas", { "aria-hidden": "true", style: `width:100%;height:${height}px;display:block` });
    this.g = this.canvas.getContext("2d");
    new ResizeObserver(() => this.fit()).observe(this.canvas);
  }

  fit() {
    const sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
    this.width = this.canvas.clientWidth;
    [this.canvas.width, this.canvas.height] = [Math.max(Math.round(this.width * sharp), 1), Math.round(this.height * sharp)];
    this.g.setTransform(sharp, 0, 0, sharp, 0, 0);
    const style = getComputedStyle(document.documentElement);
    this.ink = Object.fromEntries(["ink", "soft", "rule", "band", "alarm", "card"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  }

  /** The share of the shown stretch at a place of the pointer. */
  shareAt(clientX) {
    const box = this.canvas.getBoundingClientRect();
    return Math.min(Math.max((clientX - box.left - LEFT) / Math.max(box.width - LEFT - RIGHT, 1), 0), 1);
  }

  /**
   * Paint. `time` is [from, to], `value` is [low, high]; `lines` are {x, low, mean, high, last, word}, times absolute; `word(t)` is
   * what stands under a time.
   */
  paint({ time, value, lines, normal = null, zero = false, events = [], cursor = null, pick = null, steps = false, spreads = false, word, digits = 0 }) {
    if (!this.width) return;
    const { g } = this;
    const [x, y] = this.scales = this.#scales(time, value);
    g.clearRect(0, 0, this.width, this.height);
    g.font = FONT;
    const heights = this.#bands(y, value, normal, zero);
    this.normalWord = heights && this.#bandWord(normal.word, heights, lines, x, y);
    this.#grid(time, value, x, y, word, digits);
    this.#events(events, x);
    g.save();
    g.beginPath();
    g.rect(LEFT, 0, this.width - LEFT - RIGHT, this.height - this.foot);
    g.clip();
    lines.forEach((line, k) => this.#line(line, k, x, y, steps, spreads));
    lines.forEach((line, k) => this.#cut(line, k, x, value[1]));
    g.restore();
    this.#ends(lines, y, value);
    if (pick) this.#pick(x(pick[0]), x(pick[1]));
    if (cursor !== null) this.#vertical(x(cursor), this.ink.ink, []);
  }

  #scales([from, to], [low, high]) {
    const [wide, tall] = [this.width - LEFT - RIGHT, this.height - TOP - this.foot];
    return [(t) => LEFT + (wide * (t - from)) / (to - from || 1), (v) => TOP + tall * (1 - (v - low) / (high - low || 1))];
  }

  #bands(y, [low, high], normal, zero) {
    const { g } = this;
    const fill = (from, to, colour, alpha) => {
      const [top, bottom] = [y(Math.min(to, high)), y(Math.max(from, low))];
      if (bottom <= top) return;
      g.globalAlpha = alpha;
      g.fillStyle = colour;
      g.fillRect(LEFT, top, this.width - LEFT - RIGHT, bottom - top);
      g.globalAlpha = 1;
    };
    if (normal) fill(normal[0] ?? low, normal[1] ?? high, this.ink.band, 0.75);
    if (zero) fill(low, 0, COLOURS[1], 0.12);
    if (!normal?.word) return null;
    const [top, bottom] = [y(Math.min(normal[1] ?? high, high)), y(Math.max(normal[0] ?? low, low))];
    const within = bottom - top < WORD_HIGH ? [] : [Math.max(top + WORD_UP, TOP + 8)]; // in a flat band its line would go through it
    return [...within, top - WORD_UP, bottom + WORD_UP].filter((at) => at > TOP && at < this.height - this.foot - WORD_UP);
  }

  // What a band is: at the left or right end of it, in, over or under it, where fewest lines pass; it stays where it is as long as none does.
  #bandWord(word, heights, lines, x, y) {
    const { g } = this;
    g.font = FONT;
    const wide = g.measureText(word).width;
    const ends = [LEFT + 6, this.width - RIGHT - wide - 6];
    const passes = ([left, at]) => lines.reduce((sum, line) => {
      for (let i = 0; i < line.x.length; i += 1) {
        const [px, py] = [x(line.x[i]), y(line.mean[i])];
        if (px > left - 2 && px < left + wide + 2 && Math.abs(py - at) < WORD_UP) sum += 1;
      }
      return sum;
    }, 0);
    const places = heights.flatMap((at) => ends.map((left) => [left, at]));
    const before = places[this.wordPlace ?? 0] ?? places[0];
    if (!before) return null;
    const counts = places.map(passes);
    const free = counts.indexOf(Math.min(...counts));
    if (passes(before) > counts[free]) this.wordPlace = free;
    const [left, at] = places[this.wordPlace ?? 0] ?? before;
    return { word, left, y: at, width: wide, passed: passes([left, at]) };
  }

  #grid([from, to], [low, high], x, y, word, digits) {
    const { g } = this;
    g.strokeStyle = this.ink.rule;
    g.fillStyle = this.ink.soft;
    g.lineWidth = 1;
    g.textBaseline = "middle";
    g.textAlign = "right";
    const across = marks(low, high, Math.max(Math.floor((this.height - this.foot) / 30), 2));
    const fine = across.length > 1 && across[1] - across[0] < 1 ? 1 : digits;
    g.beginPath();
    for (const value of across) {
      const at = Math.round(y(value)) + 0.5;
      g.moveTo(LEFT, at);
      g.lineTo(this.width - RIGHT, at);
      g.fillText(figure(value, fine), LEFT - 6, at);
    }
    for (const { at } of word.marks(from, to)) {
      g.moveTo(Math.round(x(at)) + 0.5, TOP);
      g.lineTo(Math.round(x(at)) + 0.5, this.height - this.foot);
    }
    g.stroke();
    if (this.normalWord) {
      g.textAlign = "left";
      g.fillText(this.normalWord.word, this.normalWord.left, this.normalWord.y);
    }
    if (this.foot < AXIS_FOOT) return;
    g.textAlign = "center";
    for (const { at, text } of word.marks(from, to)) g.fillText(text, x(at), this.height - this.foot + 10);
    g.fillText(word.unit, (LEFT + this.width - RIGHT) / 2, this.height - 7);
  }

  #events(events, x) {
    for (const one of events) this.#vertical(x(one.time), this.ink.soft, [2, 3]);
  }

  #vertical(at, colour, dash) {
    const { g } = this;
    if (at < LEFT || at > this.width - RIGHT) return;
    g.beginPath();
    g.setLineDash(dash);
    g.moveTo(at, 0);
    g.lineTo(at, this.height - this.foot);
    g.strokeStyle = colour;
    g.lineWidth = 1;
    g.stroke();
    g.setLineDash([]);
  }

  // What is being marked by the pointer, to be looked at alone.
  #pick(from, to) {
    const { g } = this;
    g.globalAlpha = 0.18;
    g.fillStyle = this.ink.ink;
    g.fillRect(Math.min(from, to), 0, Math.abs(to - from), this.height - this.foot);
    g.globalAlpha = 1;
  }

  #line(line, k, x, y, steps, spreads) {
    const { g } = this;
    g.strokeStyle = g.fillStyle = COLOURS[k];
    if (spreads) {
      g.globalAlpha = 0.2;
      g.beginPath();
      for (let i = 0; i < line.x.length; i += 1) g.lineTo(x(line.x[i]), y(line.high[i]));
      for (let i = line.x.length - 1; i >= 0; i -= 1) g.lineTo(x(line.x[i]), y(line.low[i]));
      g.fill();
      g.globalAlpha = 1;
    }
    g.beginPath();
    for (let i = 0; i < line.x.length; i += 1) {
      if (steps && i > 0) g.lineTo(x(line.x[i]), y(line.mean[i - 1]));
      g.lineTo(x(line.x[i]), y(line.mean[i]));
    }
    g.lineWidth = 2;
    g.lineJoin = "round";
    g.setLineDash(DASHES[k]);
    g.stroke();
    g.setLineDash([]);
  }

  // Where a line leaves the axis at its top, a mark says so.
  #cut(line, k, x, high) {
    const { g } = this;
    g.fillStyle = COLOURS[k];
    let last = -Infinity;
    for (let i = 0; i < line.x.length; i += 1) {
      if (!(line.high[i] > high) || x(line.x[i]) - last < 9) continue;
      last = x(line.x[i]);
      g.beginPath();
      g.moveTo(last - 4, TOP + 6);
      g.lineTo(last + 4, TOP + 6);
      g.lineTo(last, TOP - 1);
      g.fill();
    }
  }

  // The value of each line stands at its end.
  #ends(lines, y, [low, high]) {
    const { g } = this;
    const known = lines.map((line, k) => ({ ...line, k })).filter((line) => Number.isFinite(line.last)).sort((a, b) => b.last - a.last);
    const places = spread(known.map((line) => y(Math.min(Math.max(line.last, low), high))), LINE_PX, TOP + 4, this.height - this.foot);
    known.forEach((line, i) => {
      const at = y(Math.min(Math.max(line.last, low), high));
      g.fillStyle = COLOURS[line.k];
      g.beginPath();
      g.arc(this.width - RIGHT, at, 3.4, 0, 7);
      g.fill();
      g.textAlign = "left";
      g.textBaseline = "middle";
      g.fillStyle = this.ink.ink;
      g.fillText(line.word, this.width - RIGHT + 8, places[i]);
    });
  }
}
