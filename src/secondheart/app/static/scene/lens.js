// A lens over one door: two doors and the piece of vein between, with the cells that the two flows carry.

import { html } from "../dom.js";
import { gapOf } from "./doors.js";

export const LENS_PX = 280;
const CELLS = 90;
const [WALL_PX, WALL_STEP_PX] = [46, 10];
const [UPPER, LOWER] = [-58, 62]; // px from the middle where the two doors hang
const FLOW_PX = 5.2; // px that a cell moves for a mL/s in a second of the model
const FASTEST = 460; // px in such a second
const RENEWED = 0.5; // of the cells, in a second of the model
const SQUEEZES = 0.25; // share of the firmest push from which a muscle is said to squeeze
const CALF = "superficial_posterior";
const OPEN = 0.15;
const [FIBRE_PX, BOW_PX, TIGHT_STEPS] = [17, 22, 24];
const [CELL_PX, CELL_HIGH_PX, CORNERS] = [6.4, 4.4, 12];
const TURNS = 16; // of half a turn
// The outline of a cell turned this way and that, as x, y, x, y
const CELL = Array.from({ length: TURNS }, (_, k) => Array.from({ length: CORNERS }, (_, i) => {
  const [c, s] = [Math.cos((Math.PI * k) / TURNS), Math.sin((Math.PI * k) / TURNS)];
  const [x, y] = [CELL_PX * Math.cos((2 * Math.PI * i) / CORNERS), CELL_HIGH_PX * Math.sin((2 * Math.PI * i) / CORNERS)];
  return [x * c - y * s, x * s + y * c];
}).flat());

export class Lens {
  constructor() {
    this.cells = Array.from({ length: CELLS }, (_, i) => ({ y: ((i * 0.618) % 1) * LENS_PX - LENS_PX / 2, x: ((i * 0.754877) % 1) * 2 - 1, turn: i, pale: i % 6 === 0 }));
    this.caption = "";
    this.grounds = new Map();
  }

  /** Which two doors are looked at: the one that was chosen, and the next below it on the same way up. */
  doorsOf(actor, chosen) {
    const { rows } = actor.doors;
    const upper = rows.find((row) => row.name === chosen) ?? rows.find((row) => row.name === "posterior_tibial_upper") ?? rows[0];
    const lower = rows.find((row) => row.to === upper.from && row.vein.system === upper.vein.system) ?? rows.find((row) => row.to === upper.from) ?? null;
    return { upper, lower };
  }

  /** Take the state of this moment, and paint the light line from the door to where the lens stands; false where there is no door. */
  point(g, colours, actor, scene) {
    const { upper, lower } = this.doorsOf(actor, scene.chosen);
    if (!upper) return false;
    this.#take(actor, upper, lower, scene);
    this.#line(g, colours, actor.camera.toScreen([upper.x, upper.y]), scene.options.lens());
    return true;
  }

  /** Paint it in a circle where it stands. */
  paint(g, colours, { x, y, radius }) {
    g.save();
    g.translate(x, y);
    const size = (2 * radius) / LENS_PX;
    g.scale(size, size);
    this.#ground(g, colours);
    this.#inside(g, colours);
    g.restore();
    g.beginPath();
    g.arc(x, y, radius, 0, 7);
    g.lineWidth = 5;
    g.strokeStyle = colours.glow;
    g.stroke();
    g.lineWidth = 1.4;
    g.strokeStyle = colours.edge;
    g.stroke();
  }

  #take(actor, upper, lower, scene) {
    const { values } = actor;
    const muscle = muscleOf(upper);
    const tight = actor.figure.tight.get(muscle) ?? 0;
    this.muscle = WORDS[muscle] ?? "calf";
    this.squeezes = this.muscle === "calf" ? calfSqueezes(actor.figure) : tight > SQUEEZES;
    const flow = (row) => (row ? values.flow[row.connection] : 0);
    const seconds = scene.reduced.matches ? 0 : Math.max((scene.time ?? 0) - (this.time ?? scene.time ?? 0), 0);
    this.time = scene.time;
    const filled = Math.min(Math.sqrt(Math.max(values.volume[upper.from] / (1.6 * (upper.vein.rest || values.volume[upper.from])), 0.05)), 1.25);
    Object.assign(this, { upper, lower, tight, filled, reflux: upper.reflux });
    this.upperFlow = flow(upper);
    this.lowerFlow = lower ? flow(lower) : this.upperFlow;
    this.#move(seconds);
    this.caption = this.#words();
  }

  #words() {
    const name = (row) => (row.opening > OPEN ? "open" : row.leak > 0 ? "does not close" : "shut");
    const squeeze = `The ${this.muscle} ${this.squeezes ? "squeezes" : "rests"}`;
    const first = this.lower ? `upper door ${name(this.upper)}, lower ${name(this.lower)}` : `door ${name(this.upper)}`;
    return this.reflux ? `Blood falls back: ${first}.` : `${squeeze}: ${first}.`;
  }

  // Cells go with the flow of the door that is nearer; what a shut door holds back gathers under it.
  #move(seconds) {
    const half = LENS_PX / 2 + 10;
    for (const cell of this.cells) {
      const share = Math.min(Math.max((cell.y - UPPER) / (LOWER - UPPER), 0), 1);
      const flow = cell.y < UPPER ? this.upperFlow : this.upperFlow + (this.lowerFlow - this.upperFlow) * share;
      const before = cell.y;
      cell.y -= Math.min(Math.max(flow * FLOW_PX, -FASTEST), FASTEST) * seconds;
      cell.turn += 0.02 * (before - cell.y);
      if (Math.random() < RENEWED * seconds) cell.y = (Math.random() * 2 - 1) * half; // where flows meet none may heap up
      if (cell.y < -half) this.#enter(cell, half);
      if (cell.y > half) this.#enter(cell, -half);
    }
  }

  // What leaves at one end comes in at the other, at another place.
  #enter(cell, at) {
    cell.y = at - Math.sign(at) * Math.random() * 26;
    cell.x = Math.random() * 2 - 1;
  }

  #wide(y) {
    const sinus = (at) => 13 * Math.exp(-(((y - at) / 19) ** 2));
    const squeeze = y > UPPER + 10 ? 1 - 0.42 * this.tight * Math.min((y - UPPER - 10) / 30, 1) : 1;
    return Math.max(WALL_PX * this.filled * squeeze, 10) + sinus(UPPER - 8) + (this.lower ? sinus(LOWER - 8) : 0);
  }

  // Nothing is clipped: a round clip doubles what all strokes in it cost.
  #inside(g, colours) {
    const half = LENS_PX / 2;
    this.#vein(g, colours, half);
    this.#cells(g, colours, half);
    for (const [row, y] of [[this.upper, UPPER], [this.lower, LOWER]]) if (row) this.#door(g, colours, row, y);
  }

  // The muscle, painted once for how tight it is: strokes of many long fibres are dear.
  #ground(g, colours) {
    const { a, e, f } = g.getTransform();
    const tight = Math.round(this.tight * TIGHT_STEPS) / TIGHT_STEPS;
    const key = `${a}${colours.muscle}`;
    if (key !== this.groundsOf) [this.groundsOf, this.grounds] = [key, new Map()];
    if (!this.grounds.has(tight)) {
      const canvas = html("canvas", { width: Math.ceil(LENS_PX * a), height: Math.ceil(LENS_PX * a) });
      const own = canvas.getContext("2d");
      own.setTransform(a, 0, 0, a, canvas.width / 2, canvas.height / 2);
      this.#muscle(own, colours, LENS_PX / 2, tight);
      this.grounds.set(tight, canvas);
    }
    const canvas = this.grounds.get(tight);
    g.save();
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(canvas, Math.round(e - canvas.width / 2), Math.round(f - canvas.height / 2));
    g.restore();
  }

  // Fibres close in as it grows tight.
  #muscle(g, colours, half, tight) {
    g.beginPath();
    g.arc(0, 0, half, 0, 7);
    g.fillStyle = colours.muscle;
    g.fill();
    g.beginPath();
    for (let x = FIBRE_PX * Math.ceil(-half / FIBRE_PX); x < half; x += FIBRE_PX) {
      const high = Math.sqrt(half * half - x * x);
      g.moveTo(x, -high);
      g.quadraticCurveTo(x - BOW_PX * tight * Math.sign(x || 1), 0, x, high);
    }
    g.globalAlpha = 0.4;
    g.strokeStyle = colours.muscleDeep;
    g.lineWidth = 2.4;
    g.stroke();
    g.globalAlpha = 1;
  }

  // Its walls end on the circle, under the rim.
  #vein(g, colours, half) {
    const rows = [];
    for (let y = -half; y <= half; y += WALL_STEP_PX) if (Math.hypot(this.#wide(y), y) < half) rows.push([this.#wide(y), y]);
    const ends = [rows[0], rows.at(-1)].map(([wide, y]) => [wide, Math.sign(y) * Math.sqrt(half * half - wide * wide)]);
    const walls = [-1, 1].map((side) => [ends[0], ...rows, ends[1]].map(([wide, y]) => [side * wide, y]));
    g.beginPath();
    for (const [x, y] of walls[0]) g.lineTo(x, y);
    g.arc(0, 0, half, Math.atan2(ends[1][1], -ends[1][0]), Math.atan2(ends[1][1], ends[1][0]), true);
    for (const [x, y] of walls[1].reverse()) g.lineTo(x, y);
    g.arc(0, 0, half, Math.atan2(ends[0][1], ends[0][0]), Math.atan2(ends[0][1], -ends[0][0]), true);
    g.fillStyle = colours.bloods[12];
    g.fill();
    g.beginPath();
    for (const wall of walls) wall.forEach(([x, y], i) => (i ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.lineWidth = 4.5;
    g.strokeStyle = colours.dark ? "#c7d6f5" : "#ffffff";
    g.stroke();
  }

  // Towards the rim cells grow small, and are gone before they would stand over it.
  #cells(g, colours, half) {
    const usual = colours.dark ? "#a9c3ff" : "#8fb2f2";
    for (const cell of this.cells) {
      const x = cell.x * (this.#wide(cell.y) - 9);
      const size = Math.min((half - Math.hypot(x, cell.y)) / CELL_PX, 1);
      if (size <= 0) continue;
      const outline = CELL[((Math.round((cell.turn * TURNS) / Math.PI) % TURNS) + TURNS) % TURNS];
      g.beginPath();
      for (let i = 0; i < outline.length; i += 2) g.lineTo(x + size * outline[i], cell.y + size * outline[i + 1]);
      g.fillStyle = cell.pale ? colours.cellSoft : usual;
      g.fill();
    }
  }

  #door(g, colours, row, y) {
    const wide = this.#wide(y + 20);
    const apart = Math.max(row.opening, gapOf(row.leak)) * wide * 0.86;
    for (const [width, colour] of [[9, colours.leafEdge], [6.4, colours.leaf]]) {
      g.beginPath();
      for (const side of [-1, 1]) {
        g.moveTo(side * wide, y + 24);
        g.bezierCurveTo(side * wide * 0.94, y, side * (wide * 0.35 + apart * 0.6), y - 12, side * (1.4 + apart), y - 30);
      }
      g.lineCap = "round";
      g.lineWidth = width;
      g.strokeStyle = colour;
      g.stroke();
    }
  }

  #line(g, colours, from, { x, y, radius }) {
    const far = Math.hypot(x - from[0], y - from[1]) || 1;
    if (far < radius) return;
    g.strokeStyle = colours.soft;
    g.lineWidth = 1.2;
    g.setLineDash([4, 5]);
    g.beginPath();
    g.moveTo(...from);
    g.lineTo(x - ((x - from[0]) / far) * radius, y - ((y - from[1]) / far) * radius);
    g.stroke();
    g.setLineDash([]);
    g.beginPath();
    g.arc(from[0], from[1], 14, 0, 7);
    g.stroke();
  }
}

const WORDS = { thigh: "thigh", foot: "sole" };

/** Whether the calf is said to squeeze: one rule for all words about it. */
export const calfSqueezes = (figure) => figure.tight.get(CALF) > SQUEEZES;

// The muscle that squeezes a vein.
function muscleOf(row) {
  const { name } = row.vein;
  if (/tibial_(lower|upper)|peroneal|deep_calf/.test(row.vein.name ?? row.vein.from)) return "deep_posterior";
  if (/femoral|thigh/.test(name ?? row.vein.from)) return "thigh";
  if (/plantar|arch/.test(name ?? row.vein.from)) return "foot";
  return CALF;
}
