// Clinical tests from a button: how far one has got, what it found, and the trace as a laboratory prints it.

import { byId, figure, html, svg } from "./dom.js";
import { digitsOf, isNormal, rangeBar, rangeText } from "./findings.js";

const TITLES = {
  avp: "Foot vein pressure (AVP)", apg: "Air boot (APG)", ppg: "Skin light (PPG)", "strain-gauge": "Strain gauge", duplex: "Duplex", occlusion: "Occlusion",
  tilt: "Tilt table", pneumatic: "Pneumatic device", forces: "Share of the three forces", swelling: "Swelling",
};
const LEGS = ["A", "B"];
const [WIDE, HIGH] = [600, 180]; // of a trace, in units of its drawing
const [TOP, FOOT] = [22, 20]; // above it, for what is done, and below it, for the time

/** Round numbers between two ends, so many at most. */
function rounds(low, high, most) {
  const raw = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(Number((k * step).toPrecision(6)));
  return found;
}

// The same trace of one leg, or of two on one paper, with the parts of the protocol marked.
function trace(lines, steps) {
  const [one] = lines;
  const [first, last] = [one.t_s[0], one.t_s[one.t_s.length - 1]];
  const known = lines.flatMap((line) => line.y.filter(Number.isFinite));
  const [low, high] = [Math.min(...known, 0), Math.max(...known, 1)];
  const x = (time) => (WIDE * (time - first)) / (last - first || 1);
  const y = (value) => HIGH - FOOT - 4 - ((HIGH - TOP - FOOT - 8) * (value - low)) / (high - low || 1);
  const path = (line) => line.t_s.map((time, i) => (Number.isFinite(line.y[i]) ? `L${x(time).toFixed(1)} ${y(line.y[i]).toFixed(1)}` : "")).join("").replace("L", "M");
  const marks = (steps ?? []).filter((step) => step.start_s > first).map((step) => svg("line", { x1: x(step.start_s), x2: x(step.start_s), y1: 0, y2: HIGH }));
  const words = (steps ?? []).map((step, i) => svg("text", { x: x(Math.max(step.start_s, first)) + 4, y: i % 2 ? 22 : 11 }, step.label));
  const across = rounds(low, high, 5).map((value) => [svg("line", { class: "grid", x1: 0, x2: WIDE, y1: y(value), y2: y(value) }), svg("text", { class: "scale", x: 3, y: y(value) - 2 }, String(value))]);
  const along = rounds(first, last, 10).map((time) => [svg("line", { class: "grid", x1: x(time), x2: x(time), y1: TOP, y2: HIGH - FOOT }), svg("text", { class: "scale", x: x(time), y: HIGH - 6, "text-anchor": time > first ? "end" : "start" }, `${time} s`)]);
  const two = lines.length > 1;
  const told = lines.map((line, k) => `${two ? `leg ${LEGS[k]} ` : ""}from ${figure(line.y[0], 1)} to ${figure(line.y.at(-1), 1)} ${one.unit}`).join(", ");
  return html("figure", { style: "margin:.6rem 0" }, html("figcaption", { class: "soft" }, `${one.label}, ${one.unit}${two ? "; A drawn through, B dashed" : ""}`),
    svg("svg", { class: "paper", viewBox: `0 0 ${WIDE} ${HIGH}`, role: "img", "aria-label": `${one.label}: ${told}, lowest ${figure(Math.min(...known), 1)}, highest ${figure(Math.max(...known), 1)}` },
      across.flat(), along.flat(), marks, lines.map((line, k) => svg("path", { d: path(line), class: k ? "b" : "a" })), words));
}

function valueCell(one, leg) {
  const out = isNormal(one.value, one.normal_low, one.normal_high) === false;
  return html("td", { class: out ? "out" : "", "data-value": one.value, "data-leg": leg }, one.value === null ? "not measurable" : `${figure(one.value, digitsOf(one.value))} ${one.unit}`);
}

// Findings of a test as a table; of two legs side by side, for a test finds the same things in each.
function foundTable(legs) {
  const rows = legs[0].map((one, i) => html("tr", {}, html("th", { scope: "row" }, `${one.name.replaceAll("_", " ")}${one.side === "both" ? "" : `, ${one.side}`}`),
    legs.map((found, k) => valueCell(found[i], legs.length > 1 && LEGS[k])),
    html("td", { class: "bar-of" }, (one.normal_low ?? one.normal_high ?? null) !== null ? rangeBar(one.normal_low, one.normal_high, legs.map((found) => found[i].value ?? NaN)) : ""),
    html("td", { class: "normal" }, rangeText(one.normal_low, one.normal_high) || "–"), html("td", { class: "source" }, one.source)));
  const heads = ["finding", ...(legs.length > 1 ? LEGS : ["value"]), "bar", "normal", "source"];
  return html("div", { class: "wide" }, html("table", { class: "held" }, html("thead", {}, html("tr", {}, heads.map((one) => html("th", { scope: "col" }, one === "bar" ? html("span", { class: "sr" }, "bar") : one)))), html("tbody", {}, rows)));
}

export class Clinic {
  constructor(root, app) {
    this.app = app;
    this.body = html("select", { "aria-label": "Which leg is examined", hidden: true }, html("option", { value: "both" }, "both legs"), ["a", "b"].map((one) => html("option", { value: one }, `leg ${one.toUpperCase()}`)));
    [this.wanted, this.made] = [[], []];
    this.buttons = (app.schema.tests ?? []).map((test) => html("button", { type: "button", "data-test": test.name, title: test.help, onclick: () => this.#run(test) }, TITLES[test.name] ?? test.label));
    this.bar = html("progress", { max: 1, value: 0, hidden: true, "aria-label": "How far the test has got" });
    this.cancel = html("button", { type: "button", hidden: true, onclick: () => app.ask({ type: "cancel" }, this.error) }, "Cancel");
    this.error = html("span", { class: "error", role: "alert", "data-error": "test" });
    this.result = html("div", { id: "test-result", tabindex: -1 });
    root.append(html("h2", {}, "Clinical tests"), html("p", { class: "soft" }, "As a vascular laboratory does them, on the person of the page; the picture goes on meanwhile."),
      html("div", { class: "choices" }, this.body, this.buttons), this.bar, this.cancel, this.error, this.result);
  }

  #run(test) {
    this.error.textContent = "";
    this.#busy(true);
    this.wanted = this.body.hidden ? ["a"] : this.body.value === "both" ? ["a", "b"] : [this.body.value];
    this.made = [];
    this.#ask(test.name);
  }

  // One leg after the other, on the bodies as they are when each begins.
  async #ask(name) {
    const told = await this.app.ask({ type: "test", name, body: this.wanted[this.made.length] }, this.error);
    if (!told) this.#busy(false);
  }

  #busy(on) {
    this.bar.hidden = !on;
    this.cancel.hidden = !on;
    this.bar.value = 0;
    for (const button of this.buttons) button.disabled = on;
  }

  show(state) {
    this.body.hidden = !state.scenario.b;
  }

  progress(message) {
    if (this.bar.hidden) this.#busy(true);
    this.bar.value = (this.made.length + message.done) / Math.max(this.wanted.length, 1);
  }

  stopped() {
    this.#busy(false);
  }

  finished(message) {
    this.made.push(message);
    if (this.made.length < this.wanted.length) {
      this.#ask(message.name);
      return;
    }
    this.#busy(false);
    this.#print(message, this.made);
    byId("polite").textContent = `${message.title}: done.`;
    this.result.focus({ preventScroll: true });
  }

  #print(message, made) {
    const legs = made.length > 1 ? ", legs A and B" : this.body.hidden ? "" : `, leg ${message.body.toUpperCase()}`;
    const traces = message.traces.map((_, i) => trace(made.map((one) => one.traces[i]), message.steps));
    this.result.replaceChildren(html("div", { class: "card", "data-result": message.name }, html("h3", {}, `${TITLES[message.name] ?? message.title}${legs}`), html("p", { class: "soft" }, message.told ?? ""),
      foundTable(made.map((one) => one.findings)), traces, html("p", { class: "soft" }, message.disclaimer)));
  }
}
