// A stocking or bandage: hatching over the skin, the bolder the more it presses.

import { DRESSED, SKIN } from "./anatomy.js";
import { put, svg } from "../dom.js";
import { smooth } from "./paths.js";
import { garmentWords, pressedPlaces } from "./worn.js";

export class Garment {
  constructor(layer, id) {
    this.knit = svg("path", { d: "M0 7L7 0M-1.500 1.500L1.500 -1.500M5.500 8.500L8.500 5.500", class: "knit" });
    const pattern = svg("pattern", { id: `${id}-knit`, width: 7, height: 7, patternUnits: "userSpaceOnUse" }, this.knit);
    this.cloth = svg("path", { class: "cloth", style: `fill:url(#${id}-knit);clip-path:url(#${id}-clip)`, visibility: "hidden" });
    this.rim = svg("path", { class: "rim", visibility: "hidden" });
    layer.append(svg("defs", {}, pattern), this.cloth, this.rim);
    this.worn = {};
  }

  /** Learn from a hello what presses where, in mmHg. */
  bind(names, side, worn) {
    this.worn = pressedPlaces(names, side, worn);
    const shown = Object.keys(this.worn).length > 0;
    for (const one of [this.cloth, this.rim]) put(one, "visibility", shown ? "visible" : "hidden");
    put(this.cloth, "data-worn", garmentWords(this.worn));
    put(this.knit, "stroke-width", (0.5 + Math.min(this.worn.ankle ?? 20, 60) / 30).toFixed(2));
    if (this.body) this.pose(this.body);
  }

  pose(body) {
    this.body = body;
    const [from, to] = this.worn.thigh ? DRESSED.thigh : DRESSED.knee;
    const outline = SKIN.filter(([, cm]) => cm >= from && cm <= to);
    put(this.cloth, "d", smooth(body.turnAll(outline), true));
    const [front, rear] = [outline[0], outline[outline.length - 1]];
    put(this.rim, "d", smooth(body.turnAll([front, [160, (front[1] + rear[1]) / 2 + 1], rear])));
  }
}
