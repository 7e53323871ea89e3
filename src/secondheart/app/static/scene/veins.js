// Veins: as wide as they are full, coloured by pressure or by oxygen. Ways between them are drawn on their own.

import { TRUNK, widthOf } from "./anatomy.js";
import { colourOf } from "./colour.js";
import { put, svg } from "../dom.js";
import { sampled, smooth, Track } from "./paths.js";

const WAY = 4;
const EDGE = 2.4;
const FINE = 3; // different widths in a unit of the drawing
const UNKNOWN = "#9aa4b0";
const FULL = 1.6; // volume over the unstressed one at which a vein has the width of the plan
const [THINNEST, WIDEST] = [0.5, 1.35];

export class Veins {
  constructor(layer, plan, onPick) {
    const [edges, ways, veins] = ["edges", "ways", "veins"].map((name) => svg("g", { class: name }));
    this.ways = plan.way.map((row) => this.#way({ ...row }, edges, ways));
    this.veins = [...TRUNK, ...plan.vein].map((row) => this.#vein({ ...row }, edges, veins, onPick));
    layer.append(edges, ways, veins);
  }

  #way(row, edges, ways) {
    row.edge = svg("path", { class: "casing", "stroke-width": WAY + EDGE });
    row.line = svg("path", { class: row.kind === "perforator" ? "way perforator" : "way", "stroke-width": WAY });
    edges.append(row.edge);
    ways.append(row.line);
    return row;
  }

  #vein(row, edges, veins, onPick) {
    row.width = widthOf(row);
    row.edge = svg("path", { class: "casing" });
    row.title = svg("title");
    row.line = svg("path", { class: `vein ${row.system}`, "data-vessel": row.name }, row.title);
    row.line.addEventListener("click", () => onPick({ kind: "vessel", name: row.name }));
    edges.append(row.edge);
    veins.append(row.line);
    return row;
  }

  bind(names, side) {
    for (const row of this.veins) {
      row.index = names.of("vessels", row.name, side);
      const about = names.hello.vessels[row.index];
      row.rest = about?.unstressed_mL ?? NaN;
      row.title.textContent = about?.label ?? row.name;
      for (const one of [row.line, row.edge]) put(one, "visibility", about ? "visible" : "hidden");
    }
    for (const row of this.ways) row.index = names.of("vessels", row.from, side);
  }

  pose(body) {
    for (const [rows, each] of [[this.veins, 8], [this.ways, 4]]) {
      for (const row of rows) {
        const points = body.turnAll(row.path);
        row.track = new Track(sampled(points, each));
        const path = smooth(points);
        put(row.edge, "d", path);
        put(row.line, "d", path);
      }
    }
  }

  show(values, scale) {
    const block = values[scale.block];
    const paint = (row) => put(row.line, "stroke", (block && colourOf(scale, block[row.index])) || UNKNOWN);
    for (const row of this.veins) {
      if (row.index < 0) continue;
      paint(row);
      const width = Math.round(this.#width(row, values.volume[row.index]) * FINE) / FINE; // each change costs a new style
      put(row.line, "stroke-width", width);
      put(row.edge, "stroke-width", width + EDGE);
    }
    for (const row of this.ways) if (row.index >= 0) paint(row);
  }

  #width(row, volume) {
    const share = Math.sqrt(volume / (FULL * row.rest));
    row.drawn = row.width * Math.min(Math.max(Number.isFinite(share) ? share : 1, THINNEST), WIDEST);
    return row.drawn;
  }
}
