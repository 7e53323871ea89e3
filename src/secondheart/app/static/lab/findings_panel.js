// What is found, beside what is normal: live for what goes on, and once for a test.

import { figure, html, put, say, svg } from "../dom.js";
import { factorOf, unitOf } from "../units.js";
import { onWords, word } from "../words.js";

const OUTSIDE = 0.35; // of the width of the normal range that the bar shows beyond its ends

const FINEST = 7; // digits after the point

/** How many digits a value needs to be read. */
export function digitsOf(value) {
  const size = Math.abs(value ?? 0);
  if (size >= 0.1 || size === 0) return size >= 100 ? 0 : size >= 10 ? 1 : 2;
  return Math.min(1 - Math.floor(Math.log10(size)), FINEST);
}

const liveDigits = (value) => Math.min(digitsOf(value), 2); // what goes on: finer digits would only flicker

/** A range in words. */
export function rangeText(low, high, factor = 1) {
  const known = (one) => one !== null && one !== undefined;
  const written = (one) => String(Number((one * factor).toPrecision(3))).replace("-", "−");
  if (known(low) && known(high)) return `${written(low)} to ${written(high)}`;
  if (known(low)) return `${written(low)} or more`;
  return known(high) ? `${written(high)} or less` : "";
}

/** Whether a value is normal; null where nothing is known to be. */
export function isNormal(value, low, high) {
  if (!Number.isFinite(value) || (low ?? high ?? null) === null) return null;
  return value >= (low ?? -Infinity) && value <= (high ?? Infinity);
}

/** A bar: the normal range shaded, the values as dots. */
export function rangeBar(low, high, values) {
  const bar = svg("svg", { viewBox: "0 0 100 16", preserveAspectRatio: "none", role: "img", "aria-label": `normal ${rangeText(low, high)}` });
  const all = values.filter(Number.isFinite);
  const open = Math.max(...[0, ...all].map((value) => Math.abs(value - (low ?? high))), 1e-9); // where there is no other end
  const from = low ?? high - open;
  const to = high ?? low + open;
  const slack = OUTSIDE * Math.max(to - from, 1e-9);
  const [start, end] = [Math.min(from - slack, ...all), Math.max(to + slack, ...all)];
  const x = (value) => (100 * (value - start)) / (end - start);
  bar.append(svg("rect", { class: "track", x: 0, y: 5, width: 100, height: 6, rx: 3 }),
    svg("rect", { class: "in", x: x(low ?? start), y: 3, width: x(high ?? end) - x(low ?? start), height: 10 }));
  values.forEach((value, k) => Number.isFinite(value) && bar.append(svg("rect", { class: k ? "dot b" : "dot", x: Math.min(Math.max(x(value) - 1.2, 0), 97.6), y: 0, width: 2.4, height: 16, rx: 1 })));
  return bar;
}

export class Findings {
  constructor(root, app) {
    this.app = app;
    this.head = html("tr");
    this.body = html("tbody");
    this.note = html("p", { class: "soft" });
    root.append(html("h2", {}, "Now, beside what is normal"), html("div", { class: "wide" }, html("table", { class: "held", "data-findings": "" }, html("thead", {}, this.head), this.body)), this.note);
    this.rows = new Map();
    onWords(() => this.message && this.show(this.message));
  }

  show(message) {
    this.message = message;
    const two = this.app.hello?.bodies.length > 1;
    const columns = ["finding", ...(two ? ["A", "B", "B − A"] : ["value"]), "", "normal", "source"];
    if (this.columns !== columns.join()) this.#rebuild(columns);
    const seen = message.rows.filter((row) => row.side === "both" || row.side === this.app.side);
    const settled = message.settled !== false;
    for (const row of seen) this.#row(row, two, settled);
    const yet = settled ? "" : ` What is done began ${figure(message.since_s)} s ago: leg veins take up to ${figure(message.settled_s)} s to settle, and before that nothing is called abnormal.`;
    say(this.note, `Means over the last ${figure(message.rows[0]?.window_s ?? 0)} s of what goes on; ranges of healthy adults, where one is published.${yet}`);
  }

  #rebuild(columns) {
    this.columns = columns.join();
    this.head.replaceChildren(...columns.map((one) => (one ? html("th", { scope: "col" }, one) : html("td"))));
    this.body.replaceChildren();
    this.rows.clear();
  }

  #row(row, two, settled) {
    if (!this.rows.has(row.name)) this.rows.set(row.name, this.#made(row.name, two));
    const cells = this.rows.get(row.name);
    const factor = factorOf(row.unit);
    const unit = unitOf(row.unit);
    const values = two ? [row.a, row.b] : [row.a];
    say(cells.name, word(row.label));
    values.forEach((value, k) => {
      say(cells.values[k], `${figure(value === null ? NaN : value * factor, liveDigits((value ?? 0) * factor))} ${unit}`);
      put(cells.values[k], "class", settled && row.measured !== false && isNormal(value, row.normal_low, row.normal_high) === false ? "out" : "");
    });
    if (two) this.#difference(cells.difference, row, factor);
    const known = (row.normal_low ?? row.normal_high ?? null) !== null;
    cells.bar.replaceChildren(...(known ? [rangeBar(row.normal_low, row.normal_high, values.map((one) => one ?? NaN))] : []));
    say(cells.normal, known ? rangeText(row.normal_low, row.normal_high, factor) : "–");
    say(cells.source, row.source);
  }

  // B less A; "large" or "small" where a published threshold tells, with its reason and source.
  #difference(cell, row, factor) {
    const known = row.a !== null && row.b !== null;
    const number = known ? `${row.b > row.a ? "+" : ""}${figure((row.b - row.a) * factor, liveDigits(Math.max(Math.abs(row.a), Math.abs(row.b)) * factor))}` : "–";
    const { size = "", why = "" } = row.difference ?? {};
    if (cell.shownText === number + why) return;
    cell.shownText = number + why;
    put(cell, "data-size", size);
    cell.replaceChildren(number, ...(size ? [html("strong", { class: size === "small" ? "" : "out" }, ` ${size}`), size !== "small" && html("span", { class: "why soft" }, why)].filter(Boolean) : []));
    cell.title = why;
  }

  #made(name, two) {
    const cells = { name: html("th", { scope: "row" }), values: Array.from({ length: two ? 2 : 1 }, (_, k) => html("td", two ? { "data-leg": "AB"[k] } : {})), difference: html("td", { class: "difference" }), bar: html("td", { class: "bar-of" }), normal: html("td", { class: "normal" }), source: html("td", { class: "source" }) };
    this.body.append(html("tr", { "data-finding": name }, cells.name, cells.values, two && cells.difference, cells.bar, cells.normal, cells.source));
    return cells;
  }
}
