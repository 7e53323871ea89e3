// The skin: its outline now, grown by swelling, against the dashed outline of the morning; the bones under it.

import { BONES, SKIN } from "./anatomy.js";
import { put, svg } from "../dom.js";
import { smooth } from "./paths.js";

const AXIS = 160;
const FADE = [25, 38]; // cm between which the thigh goes over into what is not drawn
const SOLE_CM = 119;
// Regions that swell, and the cm of the plan at their middle; in between the growth goes over evenly.
const REGIONS = [["thigh", 52], ["upper_calf", 86], ["lower_calf", 100], ["foot", 114]];

function grownAt(cm, growth) {
  if (cm <= REGIONS[0][1]) return growth[0] * Math.max((cm - 30) / (REGIONS[0][1] - 30), 0);
  for (let i = 1; i < REGIONS.length; i += 1) {
    const [from, to] = [REGIONS[i - 1][1], REGIONS[i][1]];
    if (cm <= to) return growth[i - 1] + ((growth[i] - growth[i - 1]) * (cm - from)) / (to - from);
  }
  return growth[REGIONS.length - 1];
}

const ALL = { x: -520, y: -420, width: 1100, height: 1100 };

export class Skin {
  constructor(layer, id) {
    this.fade = svg("linearGradient", { id: `${id}-fade`, gradientUnits: "userSpaceOnUse" },
      svg("stop", { offset: 0, "stop-color": "#000" }), svg("stop", { offset: 1, "stop-color": "#fff" }));
    const mask = svg("mask", { id: `${id}-mask`, maskUnits: "userSpaceOnUse", ...ALL }, svg("rect", { ...ALL, fill: `url(#${id}-fade)` }));
    this.now = svg("path", { class: "skin" });
    this.shade = svg("path", { class: "skin-shade", "clip-path": `url(#${id}-clip)` });
    this.bones = BONES.map(() => svg("path", { class: "bone" }));
    this.morning = svg("path", { class: "morning", visibility: "hidden" });
    this.clip = svg("path");
    layer.append(svg("defs", {}, this.fade, mask, svg("clipPath", { id: `${id}-clip` }, this.clip)),
      svg("g", { mask: `url(#${id}-mask)` }, this.now, this.shade, ...this.bones, this.morning));
    this.growth = REGIONS.map(() => 0);
  }

  pose(body) {
    this.body = body;
    const path = this.#path(this.growth);
    for (const one of [this.now, this.shade, this.clip]) put(one, "d", path);
    put(this.morning, "d", this.#path(REGIONS.map(() => 0)));
    BONES.forEach((bone, i) => put(this.bones[i], "d", smooth(body.turnAll(bone), true)));
    const [from, to] = FADE.map((cm) => body.turn([AXIS, cm]));
    [["x1", from[0]], ["y1", from[1]], ["x2", to[0]], ["y2", to[1]]].forEach(([name, at]) => put(this.fade, name, at.toFixed(1)));
  }

  /** Swell by so many units of the drawing in each region, against the outline of the morning. */
  swell(growth) {
    const rounded = REGIONS.map(([name]) => Math.round((growth[name] ?? 0) * 4) / 4);
    put(this.morning, "visibility", rounded.some((one) => Math.abs(one) > 0.4) ? "visible" : "hidden");
    if (rounded.every((one, i) => one === this.growth[i])) return;
    this.growth = rounded;
    if (this.body) this.pose(this.body);
  }

  #path(growth) {
    const grown = SKIN.map(([x, cm]) => [x + Math.sign(x - AXIS) * grownAt(cm, growth) * (cm > SOLE_CM ? 0.2 : 1), cm]);
    return smooth(this.body.turnAll(grown), true);
  }

  /** The outline as points, to know how much room the leg takes. */
  corners(body) {
    return body.turnAll(SKIN);
  }
}
