// Charts by BokehJS: the last half minute of what matters, linked by one cursor, with events marked and normal ranges shaded.

import { byId, clock, figure, html, put, say } from "../dom.js";
import { digitsFor, factorOf, unitOf } from "../units.js";
import { word } from "../words.js";

const REDRAW_MS = 160; // 6 times a second
// Okabe and Ito's hues, the blue as light as can be read on white and on dark.
const COLOURS = { a: "#1f86c8", b: "#d55e00", soft: "#8a8f98", alarm: "#d55e00" };
const DASHES = { a: "solid", b: "dashed" };
const UNITS = [[7200, 3600, "h"], [240, 60, "min"], [0, 1, "s"]];
const MOST_MARKS = 40;
const LETTER_PX = 7.2; // width of a letter of the words over the charts
const LABEL_PX = 14; // and of what is around a word
const SLACK = 0.08;
const LEAST = { mmHg: 20, "mL/min": 100, mL: 5 }; // of the axis of a vein that is watched: what is steady must look so
const COURSES = ["y", "low", "high"];
const EMPTY = { x: [], y: [], low: [], high: [] };
const [USUAL, FAR, ABOVE] = [0.98, 1.6, 1.25]; // share of the values, and how far over them the axis ends
const LATEST_MS = 400; // where the browser is busy the leg goes first

/** The charts that are always there; a vessel that is watched adds its own. */
const ALWAYS = [
  { key: "ankle", column: "ankle_vein", unit: "mmHg", low: 0, high: 100, digits: 0, finding: "ankle_vein_mean", height: 170 },
  { key: "calf", column: "calf_volume", unit: "mL", low: null, high: null, least: 40, digits: 0, height: 130 },
  { key: "flow", column: "femoral_flow", unit: "mL/min", low: -200, high: 800, digits: 0, backflow: true, mean_s: 5, axis: true, height: 170 },
  { key: "heart", column: "beat:heart_rate", unit: "/min", low: 50, high: 100, digits: 0, steps: true, height: 110, folded: true, sideless: true },
  { key: "breath", column: "inflation", unit: "", low: 0, high: 1, digits: 1, axis: true, height: 110, folded: true, sideless: true },
  { key: "swelling", column: "swelling", unit: "mL", low: null, high: null, least: 20, digits: 0, axis: true, height: 130, folded: true },
];

/** The highest value, or, where only a few stand far above all others, a little over those. */
function robust(values, high) {
  if (values.length < 50) return high;
  const usual = values.sort((a, b) => a - b)[Math.floor(USUAL * (values.length - 1))];
  return high > FAR * Math.max(usual, 1) ? ABOVE * usual : high;
}

/** Steps of 1, 2, 5 that hold the ends of an axis still. */
function rounded(low, high) {
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-6)));
  const fine = (high - low) / step < 2 ? step / 4 : (high - low) / step < 5 ? step / 2 : step;
  return [Math.floor(low / fine) * fine, Math.ceil(high / fine) * fine];
}

class Chart {
  constructor(row, charts) {
    this.row = row;
    this.charts = charts;
    this.drawn = {};
    this.#frame();
    this.#plot();
  }

  get name() {
    return this.row.sideless || this.row.full ? this.row.column : `${this.row.column}_${this.charts.side}`;
  }

  #frame() {
    const id = `chart-${this.row.key}`;
    this.title = html("span", { class: "chart-title", id: `${id}-title` });
    this.numbers = html("span", { class: "chart-numbers" });
    this.plotBox = html("div", { class: "plot", style: `height:${this.row.height}px` });
    this.table = html("div", { class: "chart-table", hidden: true });
    const asTable = html("button", { class: "quiet", type: "button", "aria-expanded": "false", onclick: (event) => this.#asTable(event.currentTarget) }, "table");
    const close = this.row.full && html("button", { class: "quiet", type: "button", onclick: () => this.charts.unwatch(this.row.vessel) }, "close");
    this.focus = html("div", { class: "plot-focus", tabindex: 0, role: "application", "aria-labelledby": `${id}-title`, "aria-describedby": "chart-keys", onkeydown: (event) => this.charts.keys(event) }, this.plotBox);
    this.element = html("figure", { class: "chart", id, "data-chart": this.row.key }, html("figcaption", {}, this.title, this.numbers, asTable, close), this.focus, this.table);
    this.plotBox.addEventListener("pointermove", (event) => this.charts.point(this.#shareAt(event)));
    this.plotBox.addEventListener("pointerleave", () => this.charts.point(null));
  }

  #plot() {
    const { Plotting, Range1d, ColumnDataSource, Span, BoxAnnotation } = window.Bokeh;
    this.range = new Range1d({ start: this.row.low ?? 0, end: this.row.high ?? 1 });
    this.time = new Range1d({ start: -30, end: 0 });
    this.marks = new ColumnDataSource({ data: { x: [] } });
    const figure_ = Plotting.figure({
      height: this.row.height, sizing_mode: "stretch_both", x_range: this.time, y_range: this.range, toolbar_location: null, tools: "",
      min_border_left: 48, min_border_right: 8, background_fill_alpha: 0, border_fill_alpha: 0, outline_line_alpha: 0, lod_threshold: null,
      output_backend: "canvas",
    });
    this.band = new BoxAnnotation({ fill_color: "#009e73", fill_alpha: 0.16, visible: false, level: "underlay" });
    this.cursor = new Span({ dimension: "height", location: 0, line_color: COLOURS.soft, line_width: 1, visible: false });
    figure_.add_layout(this.band);
    if (this.row.backflow) figure_.add_layout(new BoxAnnotation({ top: 0, fill_color: COLOURS.alarm, fill_alpha: 0.13, level: "underlay" }));
    if (this.row.backflow) figure_.add_layout(new Span({ dimension: "width", location: 0, line_color: COLOURS.soft, line_width: 1 }));
    for (const body of ["a", "b"]) {
      const [source, spread] = [0, 1].map(() => new ColumnDataSource({ data: EMPTY }));
      const area = figure_.varea({ x: { field: "x" }, y1: { field: "low" }, y2: { field: "high" }, source: spread, fill_color: COLOURS[body], fill_alpha: 0.18, visible: false });
      const line = { x: { field: "x" }, y: { field: "y" }, source, line_color: COLOURS[body], line_width: 2, line_dash: DASHES[body], visible: body === "a" };
      this.drawn[body] = { source, spread, area, line: this.row.steps ? figure_.step({ ...line, mode: "after" }) : figure_.line(line) };
    }
    this.marker = figure_.vspan({ field: "x" }, { source: this.marks, line_color: COLOURS.soft, line_width: 1, line_dash: "dotted", visible: false });
    figure_.add_layout(this.cursor);
    this.figure = figure_;
    [this.xaxis] = figure_.below;
    this.xaxis.visible = Boolean(this.row.axis || this.row.full);
  }

  async show() {
    this.view = await window.Bokeh.Plotting.show(this.figure, this.plotBox);
  }

  #shareAt(event) {
    const box = this.plotBox.getBoundingClientRect();
    return Math.min(Math.max((event.clientX - box.left - 48) / (box.width - 56), 0), 1);
  }

  /** Draw what there is now, with marks at these places. */
  draw(marks) {
    const { series, bodies, scale, from, unit } = this.charts;
    if (this.time.start !== from || this.unit !== unit) {
      [this.time.start, this.unit] = [from, unit];
      this.xaxis.axis_label = this.xaxis.visible ? `${unit} before now` : "";
    }
    if (marks.length) this.marks.data = { x: marks };
    this.marker.visible = marks.length > 0;
    let [low, high] = [Infinity, -Infinity];
    const ends = [];
    const factor = factorOf(this.row.unit);
    for (const body of bodies) {
      const data = series.shown(body, this.name);
      for (let i = 0; i < data.x.length; i += 1) {
        data.x[i] /= scale;
        for (const name of COURSES) data[name][i] *= factor;
        if (data.low[i] < low) low = data.low[i];
        if (data.high[i] > high) high = data.high[i];
        ends.push(data.high[i]);
      }
      this.drawn[body].source.data = { x: data.x, y: data.y };
      this.drawn[body].area.visible = series.fast;
      if (series.fast) this.drawn[body].spread.data = data;
    }
    this.drawn.b.line.visible = bodies.includes("b");
    if (!bodies.includes("b")) this.drawn.b.area.visible = false;
    this.#fitRange(low, this.row.backflow ? robust(ends, high) : high);
  }

  // The axis grows at once and shrinks only where much of it is empty: it must not flicker.
  #fitRange(low, high) {
    if (low > high) return;
    const factor = factorOf(this.row.unit);
    const [floor, ceiling] = [this.row.low, this.row.high].map((end) => (end === null ? null : end * factor));
    const narrow = Math.max(((this.row.least ?? 0) * factor - (high - low)) / 2, 0);
    const slack = SLACK * Math.max(high - low, factor) + narrow;
    const least = floor === null ? low - slack : Math.min(low - (low < floor ? slack : 0), floor);
    const most = ceiling === null ? high + slack : Math.max(high + (high > ceiling ? slack : 0), ceiling);
    const { start, end } = this.range;
    if (least < start || most > end || (most - least) < 0.6 * (end - start)) [this.range.start, this.range.end] = rounded(least, most);
  }

  /** Words and figures above the plot: now, or under the cursor. */
  tell(time) {
    const { series, bodies } = this.charts;
    say(this.title, this.charts.told(this.name, this.row));
    const unit = unitOf(this.row.unit);
    const factor = factorOf(this.row.unit);
    const parts = bodies.map((body) => {
      const value = time === null ? this.#now(body) : series.value(body, this.name, time);
      return [bodies.length > 1 ? `${body.toUpperCase()} ` : "", figure(value * factor, digitsFor(this.row.unit, this.row.digits))].join("");
    });
    const text = `${this.row.mean_s && time === null ? "mean " : ""}${parts.join("  ")} ${unit}`;
    if (this.numbers.told === text) return;
    this.numbers.told = text;
    const colour = (k) => (bodies.length > 1 ? `key-${bodies[k]}` : "");
    this.numbers.replaceChildren(this.row.mean_s && time === null ? "mean " : "", ...parts.map((part, k) => html("span", { class: colour(k) }, part)), unit);
    put(this.numbers, "data-value", String(series.last("a", this.name)));
  }

  // What stands above the plot: the newest value, or the mean of some seconds where it swings about.
  #now(body) {
    const { series } = this.charts;
    return this.row.mean_s ? series.mean(body, this.name, this.row.mean_s * Math.max(series.speed, 1)) : series.last(body, this.name);
  }

  normal(low, high) {
    const known = low !== null && low !== undefined;
    this.band.visible = known || (high !== null && high !== undefined);
    const factor = factorOf(this.row.unit);
    this.band.bottom = known ? low * factor : this.range.start;
    this.band.top = (high ?? null) === null ? this.range.end : high * factor;
  }

  point(x) {
    this.cursor.visible = x !== null;
    if (x !== null) this.cursor.location = x;
  }

  #asTable(button) {
    this.table.hidden = !this.table.hidden;
    button.setAttribute("aria-expanded", String(!this.table.hidden));
    this.tabulate();
  }

  /** The last seconds in figures, for those who do not see the line. */
  tabulate() {
    if (this.table.hidden) return;
    const { series, bodies } = this.charts;
    const step = series.span / 10;
    const rows = Array.from({ length: 11 }, (_, i) => series.now - i * step);
    const head = html("tr", {}, html("th", { scope: "col" }, "time"), bodies.map((body) => html("th", { scope: "col" }, bodies.length > 1 ? body.toUpperCase() : unitOf(this.row.unit))));
    const body = rows.map((time) => html("tr", {}, html("th", { scope: "row" }, clock(time)), bodies.map((one) => html("td", {}, figure(series.value(one, this.name, time) * factorOf(this.row.unit), digitsFor(this.row.unit, this.row.digits))))));
    this.table.replaceChildren(html("table", {}, html("caption", { class: "sr" }, this.title.textContent), html("thead", {}, head), html("tbody", {}, body)));
  }
}

export class Charts {
  constructor(root, series, ask) {
    [this.root, this.series, this.ask] = [root, series, ask];
    this.side = "left";
    this.bodies = ["a"];
    this.scale = 1;
    this.events = [];
    this.redraws = 0;
    [this.from, this.unit] = [-30, "s"];
    this.folded = html("details", { class: "more-charts" }, html("summary", {}, "Heart, breathing and swelling"));
    this.added = html("div", { class: "added-charts" });
    this.charts = ALWAYS.map((row) => new Chart(row, this));
    this.labels = html("div", { class: "marks", "aria-hidden": "true" });
    new ResizeObserver(() => { this.labelsWidth = null; }).observe(this.labels);
    root.append(html("p", { id: "chart-keys", class: "sr" }, "Left and right arrow keys move the cursor through the last seconds; Escape lets it go."), this.labels,
      ...this.charts.filter((one) => !one.row.folded).map((one) => one.element), this.added, this.folded);
    this.folded.append(...this.charts.filter((one) => one.row.folded).map((one) => one.element));
    this.cursor = null;
    this.share = null;
  }

  async start() {
    for (const chart of this.charts) await chart.show();
    this.#again();
  }

  // Charts are drawn when there is nothing more urgent.
  #again() {
    const idle = window.requestIdleCallback ?? ((deed) => setTimeout(deed, 0));
    setTimeout(() => idle(() => {
      this.draw();
      this.#again();
    }, { timeout: LATEST_MS }), REDRAW_MS);
  }

  /** Learn the columns of a hello. */
  bind(hello) {
    this.bodies = hello.bodies;
    this.columns = new Map([...hello.samples, ...hello.beats.map((one) => ({ ...one, name: `beat:${one.name}` }))].map((one) => [one.name, one]));
    this.#watched(hello.samples.filter((one) => one.name.startsWith("pressure:") || one.name.startsWith("outflow:")));
  }

  #watched(columns) {
    const wanted = new Set(columns.map((one) => one.name));
    for (const chart of this.charts.filter((one) => one.row.full && !wanted.has(one.row.column))) chart.element.remove();
    this.charts = this.charts.filter((one) => !one.row.full || wanted.has(one.row.column));
    for (const one of columns) {
      if (this.charts.some((chart) => chart.row.column === one.name)) continue;
      const chart = new Chart({ key: one.name, column: one.name, full: true, vessel: one.of, unit: one.unit, low: null, high: null, least: LEAST[one.unit] ?? 1, digits: 0, backflow: one.kind === "flow", height: 120 }, this);
      this.charts.push(chart);
      this.added.append(chart.element);
      chart.show();
    }
  }

  /** Open the charts that are folded away. */
  unfold() {
    this.folded.open = true;
  }

  unwatch(vessel) {
    this.onUnwatch?.(vessel);
  }

  told(name, row) {
    if (row.key === "breath") return word("Breath");
    if (row.key === "swelling") return word("Swelling of the leg");
    return word(this.columns?.get(name)?.label ?? row.column);
  }

  mark(time, label) {
    this.events.push({ time, label });
    this.events = this.events.slice(-MOST_MARKS);
  }

  clear() {
    this.events = [];
    this.series.clear();
  }

  /** Ranges that are normal, from the findings. */
  normal(rows) {
    for (const chart of this.charts.filter((one) => one.row.finding)) {
      const row = rows.find((one) => one.name === chart.row.finding && (one.side === this.side || one.side === "both"));
      chart.normal(row?.normal_low ?? null, row?.normal_high ?? null);
    }
  }

  #axis() {
    const { span } = this.series;
    const [, seconds, unit] = UNITS.find(([from]) => span >= from);
    this.scale = seconds;
    [this.from, this.unit] = [-span / seconds, unit];
  }

  draw() {
    if (document.hidden || !this.series.hello) return;
    this.#axis();
    const open = this.charts.filter((one) => !one.row.folded || this.folded.open);
    const seen = this.events.map((one) => ({ x: (one.time - this.series.now) / this.scale, label: one.label })).filter((one) => one.x > this.from && one.x <= 0);
    this.#labels(seen);
    const time = this.share === null ? null : this.series.now - this.series.span * (1 - this.share);
    for (const chart of open) {
      chart.draw(seen.map((one) => one.x));
      chart.tell(time);
      chart.tabulate();
    }
    this.redraws += 1;
  }

  // Words over the charts; where two would overlap the newer one stands. At the right end they stand left of their mark.
  #labels(seen) {
    const width = Math.max((this.labelsWidth ??= this.labels.clientWidth) - 56, 1);
    let free = Infinity;
    const apart = [];
    for (const one of [...seen].reverse()) {
      const x = width * (1 - one.x / this.from);
      const long = one.label.length * LETTER_PX + LABEL_PX;
      const left = x + long > width ? x - long : x;
      if (left + long > free || left < -48) continue;
      free = left;
      apart.push({ x, label: one.label, back: left < x });
    }
    const told = apart.map((one) => `${one.x.toFixed(0)}${one.label}`).join();
    if (told === this.labels.told) return;
    this.labels.told = told;
    this.labels.replaceChildren(...apart.map((one) => html("span", { class: one.back ? "back" : "", style: `left:${(48 + one.x).toFixed(0)}px` }, one.label)));
  }

  /** Put the cursor at a share of the shown stretch, in all charts; null lets it go. */
  point(share) {
    this.share = share;
    const x = share === null ? null : this.from * (1 - share);
    for (const chart of this.charts) chart.point(x);
  }

  keys(event) {
    const step = { ArrowLeft: -0.02, ArrowRight: 0.02 }[event.key];
    if (event.key === "Escape") this.point(null);
    if (!step) return;
    event.preventDefault();
    this.point(Math.min(Math.max((this.share ?? 1) + step, 0), 1));
    const chart = this.charts.find((one) => one.focus === event.currentTarget);
    if (chart) {
      chart.tell(this.series.now - this.series.span * (1 - this.share));
      byId("polite").textContent = `${chart.title.textContent}: ${chart.numbers.textContent}`;
    }
  }
}
