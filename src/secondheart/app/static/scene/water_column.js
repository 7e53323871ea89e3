// The water-column ruler: glass tubes that stand in the great saphenous vein, from foot to thigh, with a ruler in cm. They
// stand beside a leg that hangs, and each at its own place on a leg that lies.
// Blood rises in each as high as its pressure lifts it. In a person who stands still all reach up to the heart: one column.
// When valves close the lower tubes fall: each is held only by the blood up to the next closed valve.

import { TUBES } from "./anatomy.js";
import { figure, put, svg } from "../dom.js";

export const CM_PER_MMHG = 1.283; // height of a column of blood of 1060 kg/m3
const [WIDTH, PITCH] = [10, 20];
const LEFT = 48; // of the first tube, from the ruler
const ABOVE = 7; // cm of glass above the heart, beside a leg that hangs
const LYING_CM = 20; // of glass on a leg that lies: veins hold less than 15 mmHg then
const AXIS = 160; // x of the middle of the leg in the plan

export class Column {
  constructor(layer) {
    this.ruler = svg("g", { class: "ruler" });
    this.heart = svg("line", { class: "heart-level" });
    this.word = svg("text", { class: "small" }, "heart");
    this.tubes = TUBES.map((row, i) => this.#tube(row, i));
    layer.append(svg("g", { class: "column" }, this.ruler, this.heart, this.word, ...this.tubes.map((tube) => tube.group)));
  }

  #tube(row, i) {
    const glass = svg("rect", { class: "glass", width: WIDTH, rx: 3 });
    const blood = svg("rect", { class: "blood", width: WIDTH - 2 });
    const word = svg("text", { class: "small" }, row.word);
    return { ...row, i, glass, blood, word, group: svg("g", { class: "tube", "data-tube": row.word }, glass, blood, word) };
  }

  bind(names, side) {
    for (const tube of this.tubes) tube.index = names.of("vessels", tube.vein, side);
  }

  /** Stand with the ruler at `left`, the leg as it is turned: beside one that is upright, upon one that lies. */
  pose(body, left, upright = true) {
    put(this.word, "visibility", upright ? "visible" : "hidden"); // lying, the heart is drawn there
    [this.body, this.left, this.upright] = [body, left, upright];
    for (const tube of this.tubes) {
      const at = body.turn([AXIS, tube.at]);
      tube.below = body.belowHeart(tube.at);
      tube.x = upright ? left + LEFT + tube.i * PITCH : at[0] - WIDTH / 2;
      tube.foot = upright ? body.level(tube.below) : at[1];
      tube.lift = tube.foot - body.level(tube.below); // of the scale, to where it stands
      tube.start = upright ? Math.min(body.level(-ABOVE), tube.foot - 40) : body.level(tube.below - LYING_CM) + tube.lift;
      put(tube.glass, "x", tube.x.toFixed(1));
      put(tube.glass, "y", tube.start.toFixed(1));
      put(tube.glass, "height", (tube.foot - tube.start).toFixed(1));
      put(tube.blood, "x", (tube.x + 1).toFixed(1));
      put(tube.word, "visibility", upright ? "visible" : "hidden"); // lying, the leg itself tells
      put(tube.glass, "fill-opacity", upright ? "1" : "0.6");
      put(tube.word, "transform", `translate(${(tube.x + 3).toFixed(1)} ${(tube.foot + 11).toFixed(1)}) rotate(55)`);
    }
    this.#rule(body, left);
  }

  #rule(body, left) {
    const all = this.tubes.map((tube) => tube.below);
    const [high, low] = this.upright ? [Math.min(...all, 0), Math.max(...all, 20)] : [Math.min(...all, 0) - LYING_CM, Math.max(...all, 0)];
    const marks = [];
    for (let cm = Math.ceil(high / 20) * 20; cm <= low; cm += 20) {
      const y = body.level(cm).toFixed(1);
      marks.push(svg("line", { x1: left + 32, x2: left + 38, y1: y, y2: y }), svg("text", { class: "small", x: left + 28, y: Number(y) + 5, "text-anchor": "end" }, figure(cm)));
    }
    const axis = svg("line", { x1: left + 38, x2: left + 38, y1: body.level(high), y2: body.level(low) });
    const unit = svg("text", { class: "small", x: left + 28, y: body.level(high) - 16, "text-anchor": "end" }, "cm");
    this.ruler.replaceChildren(axis, unit, ...marks);
    const right = left + LEFT + PITCH * this.tubes.length;
    const y = body.level(0);
    const from = this.upright ? right : Math.min(...this.tubes.map((tube) => tube.x));
    for (const [name, value] of [["x1", left + 38], ["x2", from], ["y1", y], ["y2", y]]) put(this.heart, name, value.toFixed(1));
    put(this.word, "x", (right + 3).toFixed(1));
    put(this.word, "y", (y + 4).toFixed(1));
  }

  show(values) {
    for (const tube of this.tubes) {
      if (tube.index < 0) continue;
      const rise = Math.max(values.pressure[tube.index], 0) * CM_PER_MMHG;
      const top = Math.max(this.body.level(tube.below - rise) + tube.lift, tube.start);
      const y = Math.round(2 * top) / 2;
      put(tube.blood, "y", y);
      put(tube.blood, "height", Math.max(tube.foot - y, 0).toFixed(1));
      put(tube.group, "data-cm", figure(rise));
    }
  }

  /** Height of the blood over the ankle vein, in cm. */
  overAnkle(values) {
    const tube = this.tubes[1];
    return tube.index < 0 ? NaN : Math.max(values.pressure[tube.index], 0) * CM_PER_MMHG;
  }

  /** How much room it takes to the right of `left`, and down to where. */
  get width() {
    return this.upright ? LEFT + PITCH * this.tubes.length + 60 : LEFT;
  }

  get low() {
    return Math.max(...this.tubes.map((tube) => tube.foot)) + (this.upright ? 48 : 0);
  }
}
