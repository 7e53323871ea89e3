// What each cycle does, of a device or of a movement: a row each, with mL moved, peak velocities and pressures; as CSV too.

import { clock, figure, html } from "../dom.js";
import { digitsFor, factorOf } from "../units.js";

const MOST_ROWS = 400; // kept for the file
const SHOWN_ROWS = 8;
const FILLS_MMHG = 5; // of the first chamber, from where on it is taken to fill
const SHORTEST_S = 0.3;
const ML_MIN = 60; // in a mL/s
const COLUMNS = [
  ["start_s", "begins", "s", 2], ["length_s", "lasts", "s", 2], ["leg_outflow_mL", "out of the leg", "mL", 1], ["femoral_forward_mL", "femoral vein, up", "mL", 1], ["femoral_back_mL", "back", "mL", 1],
  ["femoral_peak_cm_s", "femoral peak velocity", "cm/s", 0], ["calf_ejected_mL", "calf gives up", "mL", 1], ["ankle_low_mmHg", "ankle, lowest", "mmHg", 0], ["ankle_mean_mmHg", "mean", "mmHg", 0], ["chamber_peak_mmHg", "chamber, highest", "mmHg", 0],
];
const FEMORAL = ["common_femoral", "external_iliac"];

export class Cycles {
  constructor(root, app) {
    this.app = app;
    this.rows = [];
    this.open = new Map(); // by body: where its cycle began
    this.body = html("tbody");
    this.note = html("p", { class: "soft" });
    const head = html("tr", {}, html("th", { scope: "col" }, "leg"), COLUMNS.map(([, label, unit]) => html("th", { scope: "col" }, `${label}, ${unit}`)));
    this.save = html("button", { type: "button", "data-export": "cycles.csv", disabled: true, onclick: () => this.#download() }, "Save as CSV");
    root.append(html("div", { class: "card cycles" }, html("h2", {}, "Each cycle"), this.note, html("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Cycles" }, html("table", {}, html("thead", {}, head), this.body)), this.save));
    app.on("frame", (one) => this.#take(one)).on("cleared", () => this.#clear());
    this.#show();
  }

  #clear() {
    [this.rows, this.open] = [[], new Map()];
    this.#show();
  }

  // A cycle begins where the first chamber of a device fills, or where the phase of a movement begins anew.
  #take({ frame, fresh }) {
    const { app } = this;
    if (fresh || app.series.fast) this.open.clear();
    if (fresh || app.series.fast) return;
    frame.bodies.forEach((values, k) => {
      const mark = this.#mark(values);
      const now = this.open.get(k) ?? { mark, start: null, chamber: 0, peak: -Infinity };
      const begins = mark !== null && now.mark !== null && (mark.kind === "device" ? mark.value && !now.mark.value : mark.value < now.mark.value - 0.5);
      if (begins && mark.kind === now.mark.kind) {
        if (now.start !== null && frame.time - now.start > SHORTEST_S) this.#add(k, now, frame.time);
        [now.start, now.chamber, now.peak] = [frame.time, 0, -Infinity];
      }
      now.chamber = Math.max(now.chamber, ...this.#chambers(values));
      now.peak = Math.max(now.peak, this.#velocity(values, frame.rows));
      now.mark = mark;
      this.open.set(k, now);
    });
  }

  #chambers(values) {
    const { hello, side } = this.app;
    return hello.places.map((place, i) => (place.side === side && Number.isFinite(values.chambers?.[i]) ? values.chambers[i] : -Infinity));
  }

  #mark(values) {
    const { names, state } = this.app;
    if (state?.scenario.device || state?.scenario.apart?.device) {
      const first = this.#chambers(values).find((one) => one > -Infinity);
      if (first !== undefined) return { kind: "device", value: first > FILLS_MMHG };
    }
    const [phase, cycle] = ["phase", "cycle_s"].map((name) => names.scalar(values, name));
    return cycle > 0 && Number.isFinite(phase) ? { kind: "movement", value: phase } : null;
  }

  // The fastest flow of a frame in the common femoral vein over its lumen, which follows the filling of the fuller of its ends.
  #velocity(values, rows) {
    const { hello, side } = this.app;
    const way = hello.connections.find((one) => one.name === FEMORAL.map((name) => `${name}_${side}`).join(">"));
    const column = hello.samples.findIndex((one) => one.name === `femoral_flow_${side}`);
    const filled = Math.max(...[way.from, way.to].map((place) => values.volume[place] / hello.vessels[place].unstressed_mL));
    let most = -Infinity;
    for (let r = 0; r < rows; r += 1) most = Math.max(most, values.samples[r * hello.samples.length + column]);
    return most / ML_MIN / (way.lumen_cm2 * filled);
  }

  #add(k, cycle, end) {
    const { series, hello, side } = this.app;
    const body = hello.bodies[k];
    const of = (name) => series.raw(body, `${name}_${side}`, cycle.start, end);
    const [out, femoral, calf, ankle] = ["leg_outflow", "femoral_flow", "calf_volume", "ankle_vein"].map(of);
    const moved = (column, pass) => column.reduce((sum, [value, seconds]) => sum + (pass(value) ? (value * seconds) / ML_MIN : 0), 0);
    const level = ankle.map(([value]) => value);
    const volumes = calf.map(([value]) => value);
    this.rows.push({
      leg: body.toUpperCase(), start_s: cycle.start, length_s: end - cycle.start, leg_outflow_mL: moved(out, () => true), femoral_forward_mL: moved(femoral, (one) => one > 0), femoral_back_mL: -moved(femoral, (one) => one < 0),
      femoral_peak_cm_s: cycle.peak, calf_ejected_mL: Math.max(...volumes) - Math.min(...volumes), ankle_low_mmHg: Math.min(...level), ankle_mean_mmHg: level.reduce((sum, one) => sum + one, 0) / level.length, chamber_peak_mmHg: Number.isFinite(cycle.chamber) && cycle.chamber > 0 ? cycle.chamber : NaN,
    });
    this.rows = this.rows.slice(-MOST_ROWS);
    this.#show();
  }

  #show() {
    this.note.textContent = this.rows.length ? `${this.rows.length} cycles, the newest first; a velocity is the mean over the lumen.` : "A row for each cycle of a device or of a movement stands here, up to 5 times as fast as life.";
    this.save.disabled = !this.rows.length;
    const cellText = (row, [name, , unit, digits]) => (name === "start_s" ? clock(row[name]) : figure(row[name] * (unit === "mmHg" ? factorOf(unit) : 1), unit === "mmHg" ? digitsFor(unit, digits) : digits));
    this.body.replaceChildren(...this.rows.slice(-SHOWN_ROWS).reverse().map((row) => html("tr", {}, html("th", { scope: "row" }, row.leg), COLUMNS.map((column) => html("td", {}, cellText(row, column))))));
  }

  /** All of it as a table of values, in mmHg. */
  csv() {
    const head = ["leg", "side", ...COLUMNS.map(([name]) => name)].join(",");
    return [head, ...this.rows.map((row) => [row.leg, this.app.side, ...COLUMNS.map(([name, , , digits]) => (Number.isFinite(row[name]) ? row[name].toFixed(digits + 2) : ""))].join(","))].join("\n");
  }

  #download() {
    const link = html("a", { href: `data:text/csv;charset=utf-8,${encodeURIComponent(`${this.csv()}\n`)}`, download: "secondheart-cycles.csv" });
    link.click();
  }
}
