// Which vein lets blood flow back when: a row for each valve over the last cycles, and how long of late beside the clinic's limit.

import { figure, html, say } from "../dom.js";
import { limitOf } from "../scene/reflux.js";
import { isClinical, word } from "../words.js";
import { FONT } from "./plot.js";

const [ROW_PX, HEAD_PX, FOOT_PX, MARGIN_PX] = [15, 20, 18, 10];
const [FIGURES_PX, SECOND_PX, MOST_NAME, NAME_SHARE] = [84, 34, 214, 0.43]; // px of the figures at the right, of a second person's; of the names, at most, and as a share
const [CYCLES, STILL_S] = [3, 10]; // cycles that are shown; seconds where nothing repeats itself
const REDRAW_MS = 160;
const SHARPEST = 2;
const GROUPS = [["deep", "Deep veins", "Deep veins"], ["superficial", "Veins under the skin", "Superficial veins"], ["connecting", "Connecting veins", "Perforators"]];
const [LONG_WORD, SHORT_WORD] = [10, 3]; // letters that words are shortened to where there is no room, as few as needed

const groupOf = (name) => (name.startsWith("perforators") ? "connecting" : /saphen/.test(name) ? "superficial" : "deep");
const shortened = (name, letters) => name.split(" ").map((one) => (one.length > letters + 1 ? `${one.slice(0, letters)}.` : one)).join(" ");

function fitted(g, name, px) {
  let text = name;
  for (let letters = LONG_WORD; letters >= SHORT_WORD && g.measureText(text).width > px; letters -= 1) text = shortened(name, letters);
  return text;
}
const baseOf = (valve) => valve.name.replace(`_${valve.side}`, "");

export class RefluxStrip {
  constructor(root, app) {
    this.app = app;
    this.drawn = 0;
    this.canvas = html("canvas", { role: "img", "aria-labelledby": "reflux-title", "aria-describedby": "reflux-words", style: "width:100%;display:block" });
    this.g = this.canvas.getContext("2d");
    this.title = html("span", { class: "chart-title", id: "reflux-title" }, "When blood flows back, vein by vein");
    this.words = html("p", { class: "soft", id: "reflux-words", "data-reflux-words": "" });
    this.table = html("div", { class: "chart-table wide", hidden: true, tabindex: 0, role: "region", "aria-label": "Back-flow in each vein, in figures" });
    const asTable = html("button", { class: "quiet", type: "button", "aria-expanded": "false", onclick: (event) => this.#asTable(event.currentTarget) }, "table");
    this.element = html("details", { class: "more-charts", open: true, id: "reflux-strip" }, html("summary", {}, this.title), html("figure", { class: "chart" }, html("figcaption", {}, this.words, asTable), this.canvas, this.table));
    root.append(this.element);
  }

  /** The valves of the side that is looked at, in groups, from above downwards. */
  get rows() {
    const { hello, side, frame } = this.app;
    const height = (valve) => frame.bodies[0].height[hello.connections[valve.connection].from];
    const mine = hello.valves.map((valve, index) => ({ valve, index, group: groupOf(valve.name), limit: limitOf(baseOf(valve)), label: valve.label.replace(`, ${side}`, "") })).filter((row) => row.valve.side === side);
    return GROUPS.map(([group, plain, clinical]) => [isClinical() ? clinical : plain, mine.filter((row) => row.group === group).sort((a, b) => height(b.valve) - height(a.valve))]);
  }

  tick(until) {
    const now = performance.now();
    const { app } = this;
    if (now - this.drawn < REDRAW_MS || !app.hello || app.frame?.id !== app.hello.id || !this.canvas.checkVisibility()) return;
    this.drawn = now;
    const to = until ?? app.series.now;
    const cycle = app.names.scalar(app.frame.bodies[0], "cycle_s");
    const from = to - (cycle > 0 ? CYCLES * cycle : STILL_S);
    const groups = this.rows;
    say(this.title, `When blood flows back: ${cycle > 0 ? `the last ${CYCLES} cycles` : `the last ${STILL_S} s`}, vein by vein`);
    say(this.words, this.#sentence(groups, from, to));
    this.#paint(groups, from, to, cycle);
    if (!this.table.hidden) this.#tabulate(groups, from, to);
  }

  // The longest time, in s, for which blood flowed back in a stretch of time; NaN where speed hides it.
  #longest(body, index, from, to) {
    if (this.app.series.fast) return NaN;
    const times = this.app.reflux.bodies[body].times[index].filter((one) => one.to > from && one.from < to);
    return times.reduce((most, one) => Math.max(most, one.to - one.from), 0);
  }

  #sentence(groups, from, to) {
    const { app } = this;
    if (app.series.fast) return "At this speed a frame is the mean of many cycles: look at up to 5 times life.";
    const rows = groups.flatMap(([, some]) => some);
    const beyond = app.hello.bodies.map((_, k) => rows.filter((row) => this.#longest(k, row.index, from, to) > row.limit).length);
    const said = (count) => (count ? `${count} of ${rows.length} veins beyond the limit` : `none of ${rows.length} veins beyond its limit`);
    return beyond.length > 1 ? beyond.map((count, k) => `${app.hello.bodies[k].toUpperCase()}: ${said(count)}`).join("; ") : said(beyond[0]);
  }

  #size(rows) {
    const sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
    const wide = this.canvas.parentElement.clientWidth;
    const high = HEAD_PX * GROUPS.length + ROW_PX * rows + FOOT_PX;
    const key = `${wide}x${high}@${sharp}`;
    if (key !== this.sizeKey) {
      this.sizeKey = key;
      this.canvas.style.height = `${high}px`;
      [this.canvas.width, this.canvas.height] = [Math.round(wide * sharp), Math.round(high * sharp)];
    }
    this.g.setTransform(sharp, 0, 0, sharp, 0, 0);
    return [wide, high];
  }

  #paint(groups, from, to, cycle) {
    const { g } = this;
    const [wide, high] = this.#size(groups.reduce((sum, [, rows]) => sum + rows.length, 0));
    const style = getComputedStyle(document.documentElement);
    this.ink = Object.fromEntries(["ink", "soft", "rule", "alarm", "accent", "sunk"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
    const left = Math.min(MOST_NAME, NAME_SHARE * wide);
    const x = (time) => left + ((wide - left - this.#figures) * (Math.min(Math.max(time, from), to) - from)) / (to - from || 1);
    g.clearRect(0, 0, wide, high);
    g.font = FONT;
    g.textBaseline = "middle";
    let y = 0;
    groups.forEach(([label, rows], i) => {
      this.#text(label, 0, y + HEAD_PX / 2, "left", "ink");
      if (i === 0) this.#text("longest, limit in ms", wide, y + HEAD_PX / 2, "right", "soft");
      y += HEAD_PX;
      for (const row of rows) {
        this.#row(row, y, { wide, left, x, from, to });
        y += ROW_PX;
      }
    });
    this.#axis(x, y, from, to, cycle, left >= MOST_NAME);
  }

  get #figures() {
    return FIGURES_PX + (this.app.hello.bodies.length - 1) * SECOND_PX;
  }

  #text(text, x, y, align, ink) {
    this.g.textAlign = align;
    this.g.fillStyle = this.ink[ink];
    this.g.fillText(text, x, y);
  }

  #row(row, y, { wide, left, x, from, to }) {
    const { g } = this;
    const bodies = this.app.reflux.bodies.map((_, k) => k);
    g.fillStyle = this.ink.sunk;
    g.fillRect(left, y + 1, wide - left - this.#figures, ROW_PX - 2);
    const longest = bodies.map((k) => this.#longest(k, row.index, from, to));
    const high = (ROW_PX - 4) / bodies.length;
    for (const k of bodies) {
      for (const one of this.app.series.fast ? [] : this.app.reflux.bodies[k].times[row.index]) {
        if (one.to <= from || one.from >= to) continue;
        const beyond = one.to - one.from > row.limit;
        g.fillStyle = beyond ? this.ink.alarm : this.ink.soft;
        g.fillRect(x(one.from), y + 2 + k * high, Math.max(x(one.to) - x(one.from), 1), Math.max(high - 1, 2));
        if (beyond) this.#limit(x(one.from + row.limit), y);
      }
    }
    const name = word(row.label).replace(/ perforators$/, ""); // its group says that
    this.#text(fitted(g, name, left - MARGIN_PX), 6, y + ROW_PX / 2, "left", longest.some((one) => one > row.limit) ? "alarm" : "soft");
    this.#text(`${longest.map((one) => figure(1000 * one)).join(" ")} / ${figure(1000 * row.limit)}`, wide, y + ROW_PX / 2, "right", longest.some((one) => one > row.limit) ? "alarm" : "soft");
  }

  // Where the clinic's limit was passed.
  #limit(x, y) {
    this.g.fillStyle = this.ink.ink;
    this.g.fillRect(x - 0.75, y, 1.5, ROW_PX);
  }

  // Where each cycle began, and how long ago that was.
  #axis(x, y, from, to, cycle, wordy) {
    const { g } = this;
    const step = cycle > 0 ? cycle : STILL_S / 5;
    const phase = cycle > 0 ? this.app.names.scalar(this.app.frame.bodies[0], "phase") * cycle - (this.app.series.now - to) : 0;
    g.strokeStyle = this.ink.rule;
    g.beginPath();
    for (let time = to - (((phase % step) + step) % step); time >= from - 1e-6; time -= step) {
      g.moveTo(x(time), HEAD_PX);
      g.lineTo(x(time), y);
      const ago = time - to;
      this.#text(Math.abs(ago) < 0.05 ? "0" : figure(ago, 1), x(time), y + FOOT_PX / 2, "center", "soft");
    }
    g.lineWidth = 1;
    g.stroke();
    this.#text(cycle > 0 && wordy ? "s, a line where a cycle begins" : wordy ? "s before now" : "s", 6, y + FOOT_PX / 2, "left", "soft");
  }

  #asTable(button) {
    this.table.hidden = !this.table.hidden;
    button.setAttribute("aria-expanded", String(!this.table.hidden));
    this.drawn = 0;
  }

  #tabulate(groups, from, to) {
    const { hello } = this.app;
    const heads = ["vein", ...hello.bodies.map((body) => `${hello.bodies.length > 1 ? `${body.toUpperCase()}, ` : ""}longest, ms`), "limit, ms"];
    const rows = groups.flatMap(([, some]) => some).map((row) => html("tr", {}, html("th", { scope: "row" }, word(row.label)), hello.bodies.map((_, k) => this.#longest(k, row.index, from, to)).map((one) => html("td", { class: one > row.limit ? "out" : "" }, figure(1000 * one))), html("td", {}, figure(1000 * row.limit))));
    this.table.replaceChildren(html("table", {}, html("thead", {}, html("tr", {}, heads.map((one) => html("th", { scope: "col" }, one)))), html("tbody", {}, rows)));
  }
}
