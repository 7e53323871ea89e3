// Dots of blood, each the same volume, carried by the computed flow. One of them may be tagged and followed.

import { WAY_ML } from "./network.js";

export const ML_PER_DOT = 1;
const MOST = 1500;
const FADE_S = 0.35;
const STEP_S = 0.1; // longest simulated time of one step of the dots
const MOST_STEPS = 12; // in one picture: faster than that the dots would only flicker
const HIDDEN = ["abdominal_vena_cava", "thoracic_vena_cava"]; // where other blood joins: no dots
const TRAIL = 60;
const RADIUS = 1.5;
const WALL = 3; // of a vein's drawn width, where no dot is
const MOST_IN_MUSCLE = 30; // dots drawn in the vein of a muscle: more of them run together
const REACH = 0.65; // how far from the middle of a muscle's vein dots go along it, of half its width

export class Parcels {
  constructor(canvas, network, { wall = WALL, way = 1 } = {}) {
    Object.assign(this, { canvas, network, wall, way });
    this.paint = canvas?.getContext("2d");
    this.dots = [];
    this.tagged = null;
    this.trail = [];
    this.spot = [0, 0, 0, 0];
    this.random = Math.random;
  }

  /** Fill all veins anew, as full as they are. */
  seed(values) {
    this.network.take(values);
    this.dots = [];
    this.drop();
    for (const node of this.#shown()) {
      for (let i = 0; i < Math.round(node.volume / ML_PER_DOT); i += 1) this.#born(node, 1);
    }
  }

  #shown() {
    return this.network.nodes.filter((node) => !HIDDEN.includes(node.name));
  }

  #born(node, light = 0) {
    if (this.dots.length >= MOST) return;
    const aside = (this.random() + this.random() + this.random() - 1.5) * 0.62;
    this.dots.push({ node, link: null, share: this.random(), aside, light, gone: false, rank: this.random() });
  }

  /** Move all dots on by so many simulated seconds. Returns whether they are slower than the blood. */
  move(values, seconds) {
    this.network.take(values);
    const steps = Math.min(Math.ceil(seconds / STEP_S), MOST_STEPS);
    for (let k = 0; k < steps; k += 1) this.#step(Math.min(seconds / steps, STEP_S));
    if (this.tagged && this.tagged.light <= 0) this.#arrived();
    return seconds > MOST_STEPS * STEP_S;
  }

  #step(step) {
    for (const dot of this.dots) {
      dot.light = dot.gone ? dot.light - step / FADE_S : Math.min(dot.light + step / FADE_S, 1);
      if (dot.link) this.#alongWay(dot, step);
      else this.#alongVein(dot, step);
    }
    this.#balance();
    this.dots = this.dots.filter((dot) => dot.light > 0);
  }

  #alongWay(dot, step) {
    dot.share += (this.network.flow[dot.link.index] / WAY_ML) * step;
    if (dot.share >= 1) [dot.node, dot.share, dot.link] = [dot.link.b, dot.link.to, null];
    else if (dot.share < 0) [dot.node, dot.share, dot.link] = [dot.link.a, dot.link.from, null];
  }

  #alongVein(dot, step) {
    const speed = this.network.passing(dot.node, dot.share) / dot.node.volume;
    const next = dot.share + speed * step;
    const port = this.#taken(dot, next, speed);
    if (port) this.#leave(dot, port);
    else dot.share = Math.min(Math.max(next, 0), 1);
  }

  // The port through which a dot leaves its vein on its way from one share to another, by chance as the flow divides.
  #taken(dot, next, speed) {
    const [low, high] = speed >= 0 ? [dot.share, next] : [next, dot.share];
    const { ports } = dot.node;
    let left = Math.abs(this.network.passing(dot.node, dot.share));
    for (let k = 0; k < ports.length; k += 1) {
      const port = ports[speed >= 0 ? k : ports.length - 1 - k];
      if (port.at < low || port.at > high || speed === 0) continue;
      const out = this.network.leaving(port);
      if (out > 0 && this.random() < out / Math.max(left, out)) return port;
      left = Math.max(left - out, 0);
    }
    return null;
  }

  #leave(dot, port) {
    const forward = port.sign < 0;
    const { link } = port;
    if (link.way) [dot.link, dot.share] = [link, forward ? 0.001 : 0.999];
    else [dot.node, dot.share] = forward ? [link.b, Math.min(link.to + 1e-6, 1)] : [link.a, link.from - 1e-6];
    if (HIDDEN.includes(dot.node.name)) dot.light = 0;
  }

  // Each vein keeps as many dots as it holds blood: what is missing comes out of its capillaries.
  #balance() {
    const counts = new Map();
    for (const dot of this.dots) if (!dot.link && !dot.gone) counts.set(dot.node, (counts.get(dot.node) ?? 0) + 1);
    for (const node of this.#shown()) {
      const wanted = Math.round(node.volume / ML_PER_DOT);
      const have = counts.get(node) ?? 0;
      const slack = 1 + 0.06 * wanted;
      if (have < wanted - slack) this.#born(node);
      else if (have > wanted + slack) this.#fade(node);
    }
  }

  #fade(node) {
    const dot = this.dots.find((one) => one.node === node && !one.gone && one !== this.tagged);
    if (dot) dot.gone = true;
  }

  /** Tag the dot nearest to a point of the drawing; nothing where none is near. */
  tag(point, within = 16) {
    let [best, found] = [within, null];
    for (const dot of this.dots) {
      const [x, y] = this.placeOf(dot);
      const far = Math.hypot(x - point[0], y - point[1]);
      if (far < best) [best, found] = [far, dot];
    }
    if (found) this.follow(found);
    return found;
  }

  /** Tag a dot of a vein, one near its lower end. */
  tagIn(name) {
    const there = this.dots.filter((dot) => !dot.link && !dot.gone && dot.node.name === name).sort((a, b) => a.share - b.share);
    if (there.length) this.follow(there[0]);
    return there[0] ?? null;
  }

  follow(dot) {
    this.tagged = dot;
    dot.gone = false;
    this.trail = [];
  }

  drop() {
    this.tagged = null;
    this.trail = [];
  }

  #arrived() {
    const { name } = this.tagged.node;
    this.drop();
    this.onArrived?.(name);
  }

  /** Whether a dot is drawn. A muscle's vein holds far more blood than its place in the drawing has room for. */
  seen(dot) {
    if (dot.light < 0.3) return false;
    return dot.link !== null || dot.node.row.system !== "sinus" || dot.rank * dot.node.volume < MOST_IN_MUSCLE * ML_PER_DOT;
  }

  /** Where a dot is in the drawing. */
  placeOf(dot) {
    const row = dot.link ? dot.link.way : dot.node.row;
    const spot = row.track.at(dot.share, this.spot);
    const half = dot.link ? this.way : Math.max(((row.drawn ?? row.width) - this.wall) / 2, this.wall / 6);
    const out = row.system === "sinus" ? 2 * (dot.share - 0.5) * REACH : 0; // a sinus is round at its ends
    const along = out * half;
    const aside = dot.aside * half * Math.sqrt(1 - out * out);
    return [spot[0] - spot[3] * aside + spot[2] * along, spot[1] + spot[2] * aside + spot[3] * along];
  }

  /** Draw, where `view` is the [x, y, width, height] of the drawing that fills the canvas. */
  draw(view, colours, moving = true) {
    const { canvas, paint } = this;
    const [width, height] = [canvas.width, canvas.height];
    paint.setTransform(1, 0, 0, 1, 0, 0);
    paint.clearRect(0, 0, width, height);
    const scale = Math.min(width / view[2], height / view[3]);
    paint.setTransform(scale, 0, 0, scale, (width - view[2] * scale) / 2 - view[0] * scale, (height - view[3] * scale) / 2 - view[1] * scale);
    if (moving) this.#dots(colours);
    if (this.tagged) this.#tag(colours);
  }

  #dots(colours) {
    const { paint } = this;
    paint.fillStyle = colours.dot;
    paint.strokeStyle = colours.edge;
    paint.lineWidth = 0.7;
    paint.beginPath();
    for (const dot of this.dots) {
      if (!this.seen(dot)) continue;
      const [x, y] = this.placeOf(dot);
      paint.moveTo(x + RADIUS, y);
      paint.arc(x, y, RADIUS, 0, 6.2832);
    }
    paint.fill();
    paint.stroke();
  }

  #tag(colours) {
    const { paint } = this;
    const [x, y] = this.placeOf(this.tagged);
    this.trail.push([x, y]);
    if (this.trail.length > TRAIL) this.trail.shift();
    paint.strokeStyle = colours.tag;
    paint.fillStyle = colours.dot;
    paint.lineWidth = 2;
    paint.beginPath();
    this.trail.forEach(([a, b], i) => (i ? paint.lineTo(a, b) : paint.moveTo(a, b)));
    paint.stroke();
    paint.lineWidth = 2.5;
    paint.beginPath();
    paint.arc(x, y, 5, 0, 6.2832);
    paint.fill();
    paint.stroke();
  }
}
