// A chart with its words: what it is, its value now or under the cursor, the same as a table.

import { clock, figure, html, put, say } from "../dom.js";
import { digitsFor, factorOf, unitOf } from "../units.js";
import { ends, robust } from "./axis.js";
import { Plot } from "./plot.js";

const LEAST_PICK = 0.03; // share of the width that must be drawn over to zoom
const TABLE_ROWS = 10;

export class Chart {
  constructor(row, charts) {
    [this.row, this.charts] = [row, charts];
    this.normal = null;
    this.plot = new Plot(row.height, row.axis || row.full);
    const id = `chart-${row.key}`;
    this.title = html("span", { class: "chart-title", id: `${id}-title` });
    this.numbers = html("span", { class: "chart-numbers" });
    this.table = html("div", { class: "chart-table", hidden: true });
    const asTable = html("button", { class: "quiet", type: "button", "aria-expanded": "false", onclick: (event) => this.#asTable(event.currentTarget) }, "table");
    const close = row.full && html("button", { class: "quiet", type: "button", onclick: () => charts.unwatch(row.vessel) }, "close");
    this.focus = html("div", { class: "plot-focus", tabindex: 0, role: "application", "aria-labelledby": `${id}-title`, "aria-describedby": "chart-keys", onkeydown: (event) => charts.keys(event, this) }, this.plot.canvas);
    this.element = html("figure", { class: "chart", id, "data-chart": row.key }, html("figcaption", {}, this.title, this.numbers, asTable, close), this.focus, this.table);
    this.#pointer(this.plot.canvas);
  }

  get name() {
    return this.row.sideless || this.row.full ? this.row.column : `${this.row.column}_${this.charts.side}`;
  }

  // Over a chart time stands still; what is drawn over is looked at alone.
  #pointer(canvas) {
    const share = (event) => this.plot.shareAt(event.clientX);
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.pickedFrom = share(event);
    });
    canvas.addEventListener("pointermove", (event) => {
      this.picking = this.pickedFrom === undefined ? null : [this.pickedFrom, share(event)];
      if (event.pointerType === "mouse" || this.picking) this.charts.point(share(event), true);
    });
    canvas.addEventListener("pointerup", (event) => {
      const from = this.pickedFrom;
      [this.picking, this.pickedFrom] = [null, undefined];
      if (from !== undefined && Math.abs(share(event) - from) > LEAST_PICK) this.charts.zoomTo(from, share(event));
    });
    canvas.addEventListener("pointerleave", () => this.charts.point(null));
    canvas.addEventListener("dblclick", () => this.charts.toNow());
  }

  /** Draw the stretch that is shown. */
  draw(events, cursor) {
    const { series, bodies, time } = this.charts;
    const [from, to] = time.ends;
    const factor = factorOf(this.row.unit);
    const lines = bodies.map((body) => this.#line(series, body, from, to, factor));
    const all = lines.flatMap((line) => line.high);
    const low = lines.flatMap((line) => line.low).reduce((least, value) => Math.min(least, value), Infinity);
    const scaled = (end) => (end === null || end === undefined ? null : end * factor);
    this.value = ends(this.unit === unitOf(this.row.unit) ? this.value : null, low, this.row.robust ? robust(all) : Math.max(...all, -Infinity), { floor: scaled(this.row.low), ceiling: scaled(this.row.high), least: (this.row.least ?? 1) * factor });
    this.unit = unitOf(this.row.unit);
    const normal = this.normal && { 0: scaled(this.normal[0]), 1: scaled(this.normal[1]), word: this.normal[2] };
    const pick = this.picking?.map((share) => from + share * (to - from));
    this.plot.paint({ time: [from, to], value: this.value, lines, normal, zero: this.row.backflow, events, cursor, pick, steps: this.row.steps, spreads: series.fast, word: time.word, digits: digitsFor(this.row.unit, this.row.digits) });
  }

  #line(series, body, from, to, factor) {
    const line = series.between(body, this.name, from, to);
    if (factor !== 1) for (const name of ["mean", "low", "high"]) line[name] = line[name].map((value) => value * factor);
    line.last = line.mean.at(-1) ?? NaN;
    line.word = `${this.charts.bodies.length > 1 ? `${body.toUpperCase()} ` : ""}${this.#figure(line.last / factor)}`;
    return line;
  }

  #figure(value) {
    return figure(value * factorOf(this.row.unit), digitsFor(this.row.unit, this.row.digits));
  }

  /** Words and figures above the plot: now, or under the cursor. */
  tell(time) {
    const { series, bodies } = this.charts;
    say(this.title, this.charts.label(this.name, this.row));
    const unit = unitOf(this.row.unit);
    const values = bodies.map((body) => (time === null ? this.#now(body) : series.value(body, this.name, time)));
    const parts = values.map((value, k) => `${bodies.length > 1 ? `${bodies[k].toUpperCase()} ` : ""}${this.#figure(value)}`);
    const mean = this.row.mean_s && time === null ? "mean " : "";
    put(this.numbers, "data-value", String(series.last("a", this.name)));
    const text = `${mean}${parts.join("  ")} ${unit}`;
    if (this.numbersText === text) return;
    this.numbersText = text;
    this.numbers.replaceChildren(mean, ...parts.map((part, k) => html("span", { class: bodies.length > 1 ? `key-${bodies[k]}` : "" }, part)), unit);
  }

  // What stands above the plot: the newest value, or the mean of some seconds where it swings about.
  #now(body) {
    const { series } = this.charts;
    return this.row.mean_s ? series.mean(body, this.name, this.row.mean_s * Math.max(series.speed, 1)) : series.last(body, this.name);
  }

  #asTable(button) {
    this.table.hidden = !this.table.hidden;
    button.setAttribute("aria-expanded", String(!this.table.hidden));
    this.tabulate();
  }

  /** The shown stretch in figures, for those who do not see the line. */
  tabulate() {
    if (this.table.hidden) return;
    const { series, bodies, time } = this.charts;
    const [from, to] = time.ends;
    const rows = Array.from({ length: TABLE_ROWS + 1 }, (_, i) => to - (i * (to - from)) / TABLE_ROWS);
    const head = html("tr", {}, html("th", { scope: "col" }, "time"), bodies.map((body) => html("th", { scope: "col" }, bodies.length > 1 ? body.toUpperCase() : unitOf(this.row.unit))));
    const body = rows.map((at) => html("tr", {}, html("th", { scope: "row" }, clock(at)), bodies.map((one) => html("td", {}, this.#figure(series.value(one, this.name, at))))));
    this.table.replaceChildren(html("table", {}, html("caption", { class: "sr" }, this.title.textContent), html("thead", {}, head), html("tbody", {}, body)));
  }
}
