// The charts: what matters over the last half minute, gliding, linked by one cursor, with what happened in a lane above them.

import { byId, html } from "../dom.js";
import { word } from "../words.js";
import { ActivityLane } from "./activity_lane.js";
import { Chart } from "./chart.js";
import { LEFT, RIGHT } from "./plot.js";
import { TimeWindow } from "./window.js";

const [SLOWLY_MS, TABLES_MS] = [90, 500]; // between two paintings where the browser is busy; between two tables
const MOST_EVENTS = 40;
const [LETTER_PX, LABEL_PX] = [7.2, 14]; // width of a letter of the words over the charts, and of what is around a word
const LEAST = { mmHg: 20, "mL/min": 100, mL: 5, "cm/s": 10 }; // of the axis of what is watched: what is steady must look so
const [STEP, NEARER, BACK] = [0.02, 0.5, 0.5]; // of the cursor, of a zoom, of a move: shares of what is shown

/** The charts that are always there; a vessel that is watched adds its own. */
const ALWAYS = [
  { key: "ankle", column: "ankle_vein", unit: "mmHg", low: 0, high: 100, digits: 0, finding: "ankle_vein_mean", height: 150 },
  { key: "calf", column: "calf_volume", unit: "mL", least: 40, digits: 0, height: 110 },
  { key: "flow", column: "femoral_flow", unit: "mL/min", low: -200, high: 800, digits: 0, backflow: true, robust: true, mean_s: 5, axis: true, height: 160 },
  { key: "foot", column: "foot_vein", unit: "mmHg", low: 0, high: 100, digits: 0, height: 120, folded: true },
  { key: "muscle", column: "calf_muscle", unit: "mmHg", low: 0, least: 40, digits: 0, height: 100, folded: true },
  { key: "heart", column: "beat:heart_rate", unit: "/min", low: 50, high: 100, digits: 0, steps: true, height: 100, folded: true, sideless: true },
  { key: "breath", column: "inflation", unit: "", low: 0, high: 1, digits: 1, height: 100, folded: true, sideless: true },
  { key: "swelling", column: "swelling", unit: "mL", least: 20, digits: 0, axis: true, height: 130, folded: true },
];

export class Charts {
  constructor(root, series, app) {
    [this.root, this.series, this.app] = [root, series, app];
    this.side = "left";
    this.bodies = ["a"];
    [this.events, this.redraws, this.share] = [[], 0, null];
    this.time = new TimeWindow(series);
    this.folded = html("details", { class: "more-charts" }, html("summary", {}, "Foot, muscle, heart, breathing and swelling"));
    this.added = html("div", { class: "added-charts" });
    this.charts = ALWAYS.map((row) => new Chart(row, this));
    this.lane = html("div", { class: "marks", "aria-hidden": "true" });
    this.activities = new ActivityLane(app);
    root.append(html("p", { id: "chart-keys", class: "sr" }, "Left and right arrow keys move the cursor; plus and minus show less or more; Page Up and Page Down go earlier or later; H holds; Escape goes back to now."),
      this.#bar(), this.lane, ...this.charts.filter((one) => !one.row.folded).map((one) => one.element), this.activities.element, this.added, this.folded);
    this.folded.append(...this.charts.filter((one) => one.row.folded).map((one) => one.element));
  }

  #bar() {
    const button = (name, text, deed, sign) => html("button", { type: "button", "data-time": name, title: text, onclick: () => { deed(); this.#shown(); } }, html("span", { class: sign ? "wordy" : "" }, text), sign && html("span", { class: "sign", "aria-hidden": "true" }, sign));
    this.held = button("hold", "Hold", () => this.time.hold(this.time.until === null));
    return html("div", { class: "time-bar", role: "group", "aria-label": "Time of the charts" }, this.held,
      button("earlier", "Earlier", () => this.time.move(-BACK), "←"), button("later", "Later", () => this.time.move(BACK), "→"),
      button("nearer", "Zoom in", () => this.time.scale(NEARER), "+"), button("farther", "Zoom out", () => this.time.scale(1 / NEARER), "−"), button("now", "Now", () => this.time.now()),
      html("span", { class: "soft" }, "drag over a chart to look at a part of it"));
  }

  #shown() {
    this.held.setAttribute("aria-pressed", String(this.time.until !== null));
    this.painted = 0;
    this.paint();
  }

  /** Learn the columns of a hello. */
  bind(hello) {
    this.bodies = hello.bodies;
    this.columns = new Map([...hello.samples, ...hello.beats.map((one) => ({ ...one, name: `beat:${one.name}` }))].map((one) => [one.name, one]));
    this.#watched(hello.samples.filter((one) => one.name.includes(":")));
  }

  #watched(columns) {
    const wanted = new Set(columns.map((one) => one.name));
    for (const chart of this.charts.filter((one) => one.row.full && !wanted.has(one.row.column))) chart.element.remove();
    this.charts = this.charts.filter((one) => !one.row.full || wanted.has(one.row.column));
    for (const one of columns) {
      if (one.name.startsWith("volume:") || this.charts.some((chart) => chart.row.column === one.name)) continue;
      const row = { key: one.name, column: one.name, full: true, vessel: one.of, unit: one.unit, least: LEAST[one.unit] ?? 1, digits: 0, backflow: one.kind === "flow" || one.kind === "velocity", robust: true, height: 130 };
      const chart = new Chart(row, this);
      this.charts.push(chart);
      this.added.append(chart.element);
    }
  }

  /** Open the charts that are folded away. */
  unfold() {
    this.folded.open = true;
  }

  unwatch(vessel) {
    this.onUnwatch?.(vessel);
  }

  label(name, row) {
    if (row.chamber) return `Air around the ${row.chamber.replace("_", " ")}`;
    if (row.key === "breath") return word("Breath");
    if (row.key === "swelling") return word("Swelling of the leg");
    return word(this.columns?.get(name)?.label ?? row.column);
  }

  mark(time, label) {
    this.events.push({ time, label });
    this.events = this.events.slice(-MOST_EVENTS);
  }

  clear() {
    this.events = [];
    this.series.clear();
    this.time.now();
    this.#shown();
  }

  /** Ranges that are normal, from the findings. */
  normal(rows, settled) {
    for (const chart of this.charts.filter((one) => one.row.finding)) {
      const row = rows.find((one) => one.name === chart.row.finding && (one.side === this.side || one.side === "both"));
      const known = row && (row.normal_low ?? row.normal_high) !== null && (row.normal_low ?? row.normal_high) !== undefined;
      chart.normal = known ? [row.normal_low, row.normal_high, `normal${settled ? `, ${settled}` : ""}`] : null;
    }
  }

  /** Glide on to a moment of the picture. */
  tick(moment, busy) {
    this.time.newest = Math.min(moment ?? this.series.now, this.series.now);
    const now = performance.now();
    if (busy && now - (this.painted ?? 0) < SLOWLY_MS) return;
    this.painted = now;
    this.paint();
  }

  paint() {
    if (document.hidden || !this.series.hello) return;
    const [from, to] = this.time.ends;
    const seen = this.events.filter((one) => one.time > from && one.time <= to);
    const cursor = this.share === null ? null : from + this.share * (to - from);
    this.#lane(seen, from, to);
    this.activities.paint(this.bodies, from, to);
    this.#chambers();
    const tables = performance.now() - (this.tabled ?? 0) > TABLES_MS;
    for (const chart of this.charts) {
      if (chart.row.folded && !this.folded.open) continue;
      chart.draw(seen, cursor);
      chart.tell(cursor);
      if (tables) chart.tabulate();
    }
    if (tables) this.tabled = performance.now();
    this.redraws += 1;
  }

  // A chart for each cuff or chamber that presses, as long as one of the legs wears it.
  #chambers() {
    const pressed = new Set((this.series.hello.places ?? []).filter((place) => place.side === this.side && this.bodies.some((body) => Number.isFinite(this.series.last(body, `chamber:${place.name}`)))).map((place) => place.name.replace(`_${this.side}`, "")));
    const shown = this.charts.filter((one) => one.row.chamber);
    for (const chart of shown.filter((one) => !pressed.has(one.row.chamber))) chart.element.remove();
    this.charts = this.charts.filter((one) => !one.row.chamber || pressed.has(one.row.chamber));
    for (const site of pressed) {
      if (shown.some((one) => one.row.chamber === site)) continue;
      const chart = new Chart({ key: `chamber-${site}`, column: `chamber:${site}`, chamber: site, unit: "mmHg", low: 0, least: 40, digits: 0, height: 90 }, this);
      this.charts.push(chart);
      this.added.append(chart.element);
    }
  }

  // What was done, in words over the charts; where two would overlap the newer one stands. At the right end they stand left of their mark.
  #lane(seen, from, to) {
    const width = Math.max(this.lane.clientWidth - LEFT - RIGHT, 1);
    let free = Infinity;
    const apart = [];
    for (const one of [...seen].reverse()) {
      const x = (width * (one.time - from)) / (to - from);
      const long = one.label.length * LETTER_PX + LABEL_PX;
      const left = x + long > width + RIGHT ? x - long : x;
      if (left + long > free || left < -LEFT) continue;
      free = left;
      apart.push({ x, label: one.label, back: left < x });
    }
    const text = apart.map((one) => `${one.label}${one.back}`).join();
    if (text !== this.laneText) this.lane.replaceChildren(...apart.map((one) => html("span", { class: one.back ? "back" : "" }, one.label)));
    this.laneText = text;
    apart.forEach((one, i) => { this.lane.children[i].style.left = `${(LEFT + one.x).toFixed(1)}px`; });
  }

  /** Put the cursor at a share of the shown stretch, in all charts; null lets it go. Under a pointer time stands still. */
  point(share, pausing = false) {
    this.share = share;
    this.time.pause(share !== null && pausing);
    this.soon ??= requestAnimationFrame(() => {
      this.soon = null;
      this.paint();
    });
  }

  zoomTo(from, to) {
    const [start, end] = this.time.ends;
    const at = (share) => start + share * (end - start);
    this.time.show(at(Math.min(from, to)), at(Math.max(from, to)));
    this.#shown();
  }

  toNow() {
    this.time.now();
    this.#shown();
  }

  keys(event, chart) {
    const cursor = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    const deeds = { "+": () => this.time.scale(NEARER), "-": () => this.time.scale(1 / NEARER), PageUp: () => this.time.move(-BACK), PageDown: () => this.time.move(BACK), h: () => this.time.hold(this.time.until === null), Escape: () => { this.point(null); this.time.now(); } };
    const deed = deeds[event.key];
    if (!cursor && !deed) return;
    event.preventDefault();
    if (deed) deed();
    else this.point(Math.min(Math.max((this.share ?? 1) + cursor, 0), 1));
    this.#shown();
    if (cursor) byId("polite").textContent = `${chart.title.textContent}: ${chart.numbers.textContent}`;
  }
}
