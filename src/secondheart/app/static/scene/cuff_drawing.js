// Cuffs, tourniquets and the chambers of a device: each is a cushion on the skin, the thicker and the brighter the more the air in it presses.

import { CHAMBERS, SKIN } from "./anatomy.js";
import { colourOf } from "./colour.js";
import { figure, put, svg } from "../dom.js";
import { sampled, smooth } from "./paths.js";

const THICK = [3, 13]; // units of the drawing: limp, and full
const FULL_MMHG = 60;
const STEPS = 20; // of thickness
const EDGE = sampled(SKIN, 8);

// The stretches of the skin between two heights: the front and the rear of a leg, or the whole of a foot.
function stretches([from, to]) {
  const found = [];
  EDGE.forEach((point, i) => {
    const inside = ([, cm]) => cm >= from && cm <= to;
    if (!inside(point)) return;
    if (i === 0 || !inside(EDGE[i - 1])) found.push([]);
    found[found.length - 1].push(point);
  });
  return found.filter((one) => one.length > 2);
}

// Beside a line, on the side of it that is away from the leg, and thickest in the middle.
function beside(points, thick) {
  const last = points.length - 1;
  return points.map(([x, y], i) => {
    const [a, b] = [points[Math.max(i - 1, 0)], points[Math.min(i + 1, last)]];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const far = (thick * Math.sqrt(Math.max(Math.sin((Math.PI * i) / last), 0))) / (Math.hypot(dx, dy) || 1);
    return [x - dy * far, y + dx * far];
  });
}

const line = (points) => points.map(([x, y]) => `L${x.toFixed(1)} ${y.toFixed(1)}`).join("");

export class Sleeve {
  constructor(layer) {
    this.rows = Object.entries(CHAMBERS).map(([site, heights]) => {
      const parts = { title: svg("title"), band: svg("path", { class: "band" }), cushions: stretches(heights).map(() => svg("path", { class: "cushion" })) };
      const group = svg("g", { class: "chamber", "data-chamber": site, visibility: "hidden" }, parts.title, parts.band, ...parts.cushions);
      layer.append(group);
      return { site, edges: stretches(heights), group, ...parts, index: -1, mmHg: NaN, step: -1 };
    });
  }

  bind(names, side) {
    for (const row of this.rows) row.index = names.of("places", row.site, side);
  }

  pose(body) {
    this.body = body;
    for (const row of this.rows) this.#draw(row);
  }

  /** Show how full each chamber is; returns whether one was put on or taken off. */
  show(values, scale) {
    let changed = false;
    for (const row of this.rows) {
      const mmHg = row.index < 0 ? NaN : values.chambers?.[row.index] ?? NaN;
      changed ||= Number.isFinite(mmHg) !== Number.isFinite(row.mmHg);
      row.mmHg = mmHg;
      put(row.group, "visibility", Number.isFinite(mmHg) ? "visible" : "hidden");
      put(row.group, "data-mmhg", figure(mmHg));
      if (Number.isFinite(mmHg)) this.#fill(row, scale);
    }
    return changed;
  }

  // Of the colour of its pressure where that is what colours tell; of cloth elsewhere.
  #fill(row, scale) {
    const share = Math.min(Math.max(row.mmHg / FULL_MMHG, 0), 1);
    const fill = scale.block === "pressure" ? `fill:${colourOf(scale, row.mmHg)};` : "";
    put(row.group, "style", `${fill}--full:${(Math.round(share * STEPS) / STEPS).toFixed(2)}`);
    const step = Math.round(share * STEPS);
    if (step === row.step) return;
    row.step = step;
    row.title.textContent = `around the ${row.site.replace("_", " ")}: ${figure(row.mmHg)} mmHg`;
    this.#draw(row);
  }

  #draw(row) {
    if (!this.body || row.step < 0) return;
    const edges = row.edges.map((one) => this.body.turnAll(one));
    const thick = THICK[0] + ((THICK[1] - THICK[0]) * row.step) / STEPS;
    put(row.band, "d", `${smooth(edges[0])}${edges[1] ? line(edges[1]) : ""}Z`);
    edges.forEach((edge, i) => put(row.cushions[i], "d", `${smooth(beside(edge, thick * this.body.mirror))}${line([...edge].reverse())}Z`));
  }

  get worn() {
    return this.rows.some((row) => Number.isFinite(row.mmHg));
  }

  /** What it takes beside the skin, in units of the drawing. */
  get room() {
    return this.worn ? THICK[1] : 0;
  }
}
