// The whole picture of a leg: layers from the skin to the moving blood, turned and coloured by what a frame tells.

import { HEART, READINGS } from "./anatomy.js";
import { Body } from "./body.js";
import { SCALES } from "./colour.js";
import { Column } from "./water_column.js";
import { figure, html, put, say, svg } from "../dom.js";
import { Garment } from "./garment.js";
import { Muscles } from "./muscles.js";
import { Network } from "./network.js";
import { Parcels } from "./tracers.js";
import { Skin } from "./skin.js";
import { Sleeve } from "./cuff_drawing.js";
import { digitsFor, factorOf } from "../units.js";
import { Valves } from "./valves.js";
import { Veins } from "./veins.js";

const MARGIN = 14;
const ROOM_LEFT = 66; // for the readings
const LYING_RULER = 6; // units from the heart to its left end
const HEART_PATH = "M0 8C-14 -2 -12 -13 -5.5 -13C-2 -13 0 -10 0 -8C0 -10 2 -13 5.5 -13C12 -13 14 -2 0 8Z";
const STANDING = [90, 90, 90, 90];
const NOTICED_DEG = 0.2;
let made = 0;

export class Leg {
  constructor(plan, { onPick = () => {}, title = "Leg" } = {}) {
    made += 1;
    const id = `leg${made}`; // ids are of the whole page: two legs must not share them
    this.scale = SCALES.pressure;
    this.still = false;
    this.body = new Body();
    this.#layers(id, title);
    this.skin = new Skin(this.ground, id);
    this.muscles = new Muscles(this.under, plan);
    this.garment = new Garment(this.under, id);
    this.sleeve = new Sleeve(this.under);
    this.veins = new Veins(this.middle, plan, onPick);
    this.valves = new Valves(this.top, plan, onPick);
    this.column = new Column(this.top);
    this.#extras();
    this.network = new Network(this.veins);
    this.parcels = new Parcels(this.canvas, this.network);
    this.colours = { dot: "#ffffff", edge: "#101318", tag: "#d55e00" };
  }

  #layers(id, title) {
    this.title = svg("title", { id: `${id}-title` }, title);
    this.desc = svg("desc", { id: `${id}-desc` });
    [this.under, this.middle, this.top] = ["under", "middle", "top"].map((name) => svg("g", { class: name }));
    this.ground = svg("svg", { class: "leg ground", "aria-hidden": "true", preserveAspectRatio: "xMidYMid meet" }); // skin: painted only when it changes
    this.svg = svg("svg", { class: "leg", role: "img", "aria-labelledby": `${id}-title ${id}-desc`, preserveAspectRatio: "xMidYMid meet" },
      this.title, this.desc, this.under, this.middle, this.top);
    this.canvas = html("canvas", { class: "parcels", "aria-hidden": "true" });
    this.element = html("div", { class: "leg-box" }, this.ground, this.svg, this.canvas);
  }

  #extras() {
    this.heart = svg("g", { class: "heart" }, svg("path", { d: HEART_PATH }));
    this.readings = READINGS.map((row) => {
      const line = svg("path", { class: "pointer" });
      const word = svg("tspan", {}, row.place);
      const number = svg("tspan", { class: "number", x: 0, dy: 21 });
      const text = svg("text", { class: "reading", "data-reading": row.place }, word, number);
      this.under.append(line);
      this.top.append(text);
      return { ...row, line, text, number, word };
    });
    this.top.append(this.heart);
  }

  /** Learn from a hello what stands where, and of the person what leaks and what is worn. */
  bind(names, side, person) {
    [this.names, this.side] = [names, side];
    this.body.mirror = side === "left" ? -1 : 1;
    this.turn(STANDING, true);
    this.veins.bind(names, side);
    this.muscles.bind(names, side);
    this.valves.bind(names, side, person?.leaks ?? {});
    this.column.bind(names, side);
    this.garment.bind(names, side, person?.garment_mmHg);
    this.sleeve.bind(names, side);
    this.heartIndex = names.place("vessels", "right_ventricle");
    for (const row of this.readings) row.index = names.of("vessels", row.vein, side);
    this.network.bind(names, side);
    this.seeded = false;
  }

  /** Turn the leg; nothing is done where it already is so. */
  turn(posture, force = false) {
    if (posture.some((one) => !Number.isFinite(one))) return;
    if (!force && this.body.posture.every((one, i) => Math.abs(one - posture[i]) < NOTICED_DEG)) return;
    this.body.pose(posture);
    for (const part of [this.skin, this.muscles, this.veins, this.valves, this.garment, this.sleeve]) part.pose(this.body);
    this.heartAt = this.body.turn(HEART);
    this.#frameIt();
  }

  // How much room it takes, with the readings on the one side and the ruler on the other.
  #frameIt() {
    const corners = this.skin.corners(this.body);
    const points = [...corners, this.heartAt, [this.heartAt[0], this.heartAt[1] - 22]];
    const [xs, ys] = [0, 1].map((k) => points.map((one) => one[k]));
    const { room } = this.sleeve;
    const [left, right, top, low] = [Math.min(...xs) - room, Math.max(...xs) + room, Math.min(...ys), Math.max(...ys) + room];
    // Beside a leg that hangs; beyond the heart where it lies.
    this.column.upright = this.#upright;
    const beyond = this.body.mirror > 0 ? this.heartAt[0] + LYING_RULER : this.heartAt[0] - LYING_RULER - this.column.width;
    const ruler = this.#upright ? right + 8 : beyond;
    this.column.pose(this.body, ruler, this.#upright);
    const end = Math.max(right + 8, ruler + this.column.width);
    const y = Math.min(top, ...this.column.tubes.map((tube) => tube.start)) - MARGIN - (this.#upright ? 0 : 54);
    const start = Math.min(left, ruler);
    this.view = [start - ROOM_LEFT, y, end - start + ROOM_LEFT, Math.max(low, this.column.low) + MARGIN - y];
    for (const drawing of [this.ground, this.svg]) put(drawing, "viewBox", this.view.map((one) => one.toFixed(1)).join(" "));
    this.#readings(left, top);
  }

  get #upright() {
    return this.body.posture[2] > 45;
  }

  // Words left of a leg that hangs, above one that lies; always apart from each other.
  #readings(left, top) {
    const onwards = this.#upright || this.body.mirror < 0; // towards the foot the places grow
    let last = onwards ? -Infinity : Infinity;
    for (const row of this.readings) {
      const [x, y] = this.body.turn(row.at);
      last = this.#upright ? Math.max(y, last + 44) : onwards ? Math.max(x, last + 60) : Math.min(x, last - 60);
      const [tx, ty] = this.#upright ? [left - 8, last] : [last, top - 44];
      row.text.setAttribute("text-anchor", this.#upright ? "end" : "middle");
      put(row.text, "transform", `translate(${tx.toFixed(1)} ${ty.toFixed(1)})`);
      const start = this.#upright ? [tx + 4, ty - 5] : [tx, ty + 28];
      put(row.line, "d", `M${start[0].toFixed(1)} ${start[1].toFixed(1)}L${x.toFixed(1)} ${y.toFixed(1)}`);
    }
  }

  /** Show a frame of one body; `seconds` of blood have moved since the last one. */
  show(values, seconds, fresh = false, reflux = new Set()) {
    this.values = values;
    this.turn(this.names.posture(values));
    if (this.sleeve.show(values, this.scale)) this.turn(this.body.posture, true);
    this.muscles.show(values);
    this.veins.show(values, this.scale);
    this.valves.show(values, reflux);
    this.column.show(values);
    this.#beat(values);
    for (const row of this.readings) if (row.index >= 0) say(row.number, figure(values.pressure[row.index] * factorOf("mmHg"), digitsFor("mmHg", 0)));
    if (!this.seeded || fresh) this.parcels.seed(values);
    else if (!this.still) this.slowed = this.parcels.move(values, seconds);
    this.seeded = true;
    this.parcels.draw(this.view, this.colours, !this.still);
  }

  #beat(values) {
    const full = this.heartIndex < 0 ? NaN : values.volume[this.heartIndex];
    const size = Number.isFinite(full) ? 0.75 + Math.min(full, 200) / 400 : 1;
    put(this.heart, "transform", `translate(${this.heartAt[0].toFixed(1)} ${this.heartAt[1].toFixed(1)}) scale(${size.toFixed(2)})`);
  }

  /** Fit the canvas to its place on the screen. */
  fit() {
    const box = this.svg.getBoundingClientRect();
    const sharp = Math.min(window.devicePixelRatio || 1, 2);
    this.canvas.width = Math.max(Math.round(box.width * sharp), 1);
    this.canvas.height = Math.max(Math.round(box.height * sharp), 1);
    if (this.seeded) this.parcels.draw(this.view, this.colours, !this.still);
  }

  /** The point of the drawing under a place on the screen. */
  pointAt(clientX, clientY) {
    const box = this.svg.getBoundingClientRect();
    const scale = Math.min(box.width / this.view[2], box.height / this.view[3]);
    return [
      this.view[0] + (clientX - box.left - (box.width - this.view[2] * scale) / 2) / scale,
      this.view[1] + (clientY - box.top - (box.height - this.view[3] * scale) / 2) / scale,
    ];
  }
}
