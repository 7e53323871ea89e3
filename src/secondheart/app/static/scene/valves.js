// Valves as trapdoors: two leaflets hinged at the wall. Closed they meet; where a valve leaks they fail to meet.

import { figure, put, svg } from "../dom.js";

const LENGTH = 11;
const HALF = 6;
const STEPS = 10; // of the opening that are drawn

/** Two curved leaflets along +x, for an opening of 0 to 1. */
export function leaflets(opening, length = LENGTH, half = HALF) {
  return [-1, 1].map((side) => {
    const [hinge, tip] = [side * half, side * half * opening];
    const from = -length / 2;
    return `M${from} ${hinge.toFixed(2)}Q${(from + length * 0.62).toFixed(2)} ${hinge.toFixed(2)} ${length / 2} ${tip.toFixed(2)}`;
  }).join("");
}

/** How far leaflets stay apart when the valve is shut, as a share of the open width, seen from the side. */
export const gap = (leak) => (leak > 0 ? Math.max(Math.sqrt(leak), 0.25) : 0);

export class Valves {
  constructor(layer, plan, onPick) {
    this.rows = plan.valve.map((row) => this.#made(row, onPick));
    layer.append(...this.rows.map((row) => row.group));
  }

  #made(row, onPick) {
    const title = svg("title");
    const [halo, leaf] = ["halo", "leaflet"].map((name) => svg("path", { class: name }));
    const back = svg("path", { class: "reflux", d: "M-18 0L-7 -6L-7 6Z" });
    const group = svg("g", { class: "valve", "data-valve": row.name }, title, svg("circle", { class: "hit", r: 11 }), halo, leaf, back);
    group.addEventListener("click", () => onPick({ kind: "valve", name: row.name }));
    return { ...row, label: row.label ?? row.name.replaceAll("_", " "), group, title, halo, leaf, leak: 0, shown: -1 };
  }

  bind(names, side, leaks) {
    for (const row of this.rows) {
      row.index = names.of("valves", row.name, side);
      const about = names.hello.valves[row.index];
      row.connection = about ? about.connection : -1;
      row.leak = (about && leaks[about.name]) || 0;
      row.shown = -1;
      put(row.group, "data-leak", row.leak.toFixed(2));
      put(row.group, "visibility", about ? "visible" : "hidden");
    }
  }

  pose(body) {
    for (const row of this.rows) {
      const [x, y] = body.turn(row.at);
      const length = Math.hypot(row.to[0], row.to[1] * 7) || 1; // a small step the way it opens
      const ahead = body.turn([row.at[0] + (2 * row.to[0]) / length, row.at[1] + (2 * row.to[1]) / length]);
      const angle = (Math.atan2(ahead[1] - y, ahead[0] - x) * 180) / Math.PI;
      put(row.group, "transform", `translate(${x.toFixed(1)} ${y.toFixed(1)}) rotate(${angle.toFixed(1)})`);
    }
  }

  /** Show a frame; `reflux` are the valves that let blood back for longer than the clinic allows. */
  show(values, reflux) {
    for (const row of this.rows) {
      if (row.index < 0) continue;
      const opening = values.opening[row.index];
      this.#lay(row, Math.max(opening, gap(row.leak)));
      put(row.group, "data-open", opening > 0.5 ? "true" : "false");
      put(row.group, "data-reflux", reflux.has(row.index) ? "true" : "false");
    }
  }

  #lay(row, apart) {
    const step = Math.round(Math.min(Math.max(apart, 0), 1) * STEPS);
    if (step === row.shown) return;
    row.shown = step;
    const path = leaflets(step / STEPS);
    put(row.halo, "d", path);
    put(row.leaf, "d", path);
    row.title.textContent = `valve, ${row.label}: ${figure((100 * step) / STEPS)} % open${row.leak ? `, leaks (${row.leak})` : ""}`;
  }

  /** Mark the valve that is looked at. */
  choose(name) {
    for (const row of this.rows) row.group.classList.toggle("chosen", row.name === name);
  }

  /** How many stand open, shut and let blood back, for those who do not see them. */
  counted() {
    const shown = this.rows.filter((row) => row.index >= 0).map((row) => row.group.dataset);
    return { open: shown.filter((one) => one.open === "true").length, shut: shown.filter((one) => one.open === "false").length, back: shown.filter((one) => one.reflux === "true").length };
  }
}
