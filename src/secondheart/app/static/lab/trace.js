// The trace of a test, as a laboratory prints it: of one leg, or of two on one paper, with the parts of the protocol marked.

import { figure, html, svg } from "../dom.js";
import { tidy } from "../units.js";

const LEGS = ["A", "B"];
const HIGH = 180; // in units of the drawing
const [TOP, FOOT] = [32, 20]; // above it, for what is done, and below it, for the time
const [LETTER, BETWEEN] = [6.7, 10]; // width of a letter of these words, and room between them
const ROWS = [11, 24]; // where they stand

/** Round numbers between two ends, so many at most. */
function rounds(low, high, most) {
  const raw = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= raw);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(Number((k * step).toPrecision(6)));
  return found;
}

// What is done, above the line: in the first row that has room for it; where there is none the mark alone must do.
function words(steps, x, wide) {
  const ends = ROWS.map(() => -Infinity);
  return steps.map((step) => {
    const start = Math.max(x(step.start_s), 0) + 4;
    const end = start + LETTER * step.label.length;
    const row = ends.findIndex((one) => start >= one);
    if (row < 0 || end > wide + LETTER) return null;
    ends[row] = end + BETWEEN;
    return svg("text", { x: start, y: ROWS[row] }, step.label);
  });
}

export function trace(lines, steps, wide) {
  const [one] = lines;
  const [first, last] = [one.t_s[0], one.t_s[one.t_s.length - 1]];
  const known = lines.flatMap((line) => line.y.filter(Number.isFinite));
  const [low, high] = [Math.min(...known, 0), Math.max(...known, 1)];
  const x = (time) => (wide * (time - first)) / (last - first || 1);
  const y = (value) => HIGH - FOOT - 4 - ((HIGH - TOP - FOOT - 8) * (value - low)) / (high - low || 1);
  const path = (line) => line.t_s.map((time, i) => (Number.isFinite(line.y[i]) ? `L${x(time).toFixed(1)} ${y(line.y[i]).toFixed(1)}` : "")).join("").replace("L", "M");
  const marks = (steps ?? []).filter((step) => step.start_s > first).map((step) => svg("line", { x1: x(step.start_s), x2: x(step.start_s), y1: 0, y2: HIGH }));
  const across = rounds(low, high, 5).map((value) => [svg("line", { class: "grid", x1: 0, x2: wide, y1: y(value), y2: y(value) }), svg("text", { class: "scale", x: 3, y: y(value) - 2 }, String(value))]);
  const along = rounds(first, last, wide / 60).map((time) => [svg("line", { class: "grid", x1: x(time), x2: x(time), y1: TOP, y2: HIGH - FOOT }), svg("text", { class: "scale", x: x(time), y: HIGH - 6, "text-anchor": time > first ? "end" : "start" }, `${time} s`)]);
  const two = lines.length > 1;
  const unit = tidy(one.unit);
  const course = lines.map((line, k) => `${two ? `leg ${LEGS[k]} ` : ""}from ${figure(line.y[0], 1)} to ${figure(line.y.at(-1), 1)} ${unit}`).join(", ");
  return html("figure", { style: "margin:.6rem 0" }, html("figcaption", { class: "soft" }, `${one.label}, ${unit}${two ? "; A drawn through, B dashed" : ""}`),
    svg("svg", { class: "paper", viewBox: `0 0 ${wide} ${HIGH}`, role: "img", "aria-label": `${one.label}: ${course}, lowest ${figure(Math.min(...known), 1)}, highest ${figure(Math.max(...known), 1)}` },
      across.flat(), along.flat(), marks, lines.map((line, k) => svg("path", { d: path(line), class: k ? "b" : "a" })), words(steps ?? [], x, wide).filter(Boolean)));
}
