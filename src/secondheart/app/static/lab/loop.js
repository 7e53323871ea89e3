// The loop of the calf: blood in its veins against the pressure in them, stride after stride; the last one bold, older ones fading.

import { figure, html } from "../dom.js";
import { factorOf, pressureUnit } from "../units.js";
import { marks } from "./axis.js";

const [WIDE, HIGH, EDGE, FOOT] = [420, 230, 46, 34];
const SHARP = 2;
const REDRAW_MS = 160;
const STRIDES = 4;
const LEAST_S = 4; // of the past that is drawn where nothing repeats itself
const MOST_POINTS = 600;
const MOST_MARKS = 6;

export class Loop {
  constructor(root, app) {
    this.app = app;
    this.canvas = html("canvas", { role: "img", "aria-label": "loop of the calf: no stride yet", width: WIDE * SHARP, height: HIGH * SHARP, class: "loop" });
    this.g = this.canvas.getContext("2d");
    root.append(html("figure", { class: "chart", id: "chart-loop" }, html("figcaption", {}, html("span", { class: "chart-title" }, "Loop of the calf: blood in its veins against the pressure in the foot vein")), this.canvas));
    this.drawn = 0;
  }

  tick() {
    const now = performance.now();
    if (now - this.drawn < REDRAW_MS || !this.app.hello || !this.canvas.checkVisibility()) return;
    this.drawn = now;
    const { app } = this;
    const cycle = app.names.scalar(app.frame.bodies[0], "cycle_s") || 0;
    const spans = cycle > 0 ? Array.from({ length: STRIDES }, (_, k) => [cycle * (k + 1), cycle * k]) : [[LEAST_S, 0]];
    const courses = app.hello.bodies.map((body) => spans.map(([from, to]) => this.#course(body, from, to)));
    this.#paint(courses);
  }

  // Points [pressure, volume] between two times before now.
  #course(body, from, to) {
    const { series, side } = this.app;
    const [x, y] = ["foot_vein", "calf_volume"].map((name) => series.ring(body, `${name}_${side}`));
    const points = [];
    for (let back = 0; x && back < Math.min(x.count, y.count) && points.length < MOST_POINTS; back += 1) {
      const place = x.place(back);
      const age = series.now - x.time[place];
      if (age > from) break;
      if (age >= to) points.push([x.mean[place] * factorOf("mmHg"), y.mean[y.place(back)]]);
    }
    return points;
  }

  #paint(courses) {
    const { g } = this;
    const all = courses.flat(2);
    g.setTransform(SHARP, 0, 0, SHARP, 0, 0);
    g.clearRect(0, 0, WIDE, HIGH);
    if (all.length < 3) return;
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    const range = (k) => [Math.floor((Math.min(...all.map((one) => one[k])) - 2) / 10) * 10, Math.ceil((Math.max(...all.map((one) => one[k])) + 2) / 10) * 10];
    const [px, py] = [range(0), range(1)];
    const x = (value) => EDGE + ((WIDE - EDGE - 12) * (value - px[0])) / (px[1] - px[0]);
    const y = (value) => HIGH - FOOT - ((HIGH - FOOT - 10) * (value - py[0])) / (py[1] - py[0]);
    this.#axes(px, py, x, y, of);
    courses.forEach((strides, k) => [...strides].reverse().forEach((points, i) => {
      const last = i === strides.length - 1;
      g.strokeStyle = k ? "#d55e00" : "#1f86c8";
      g.globalAlpha = last ? 1 : 0.2 + (0.4 * i) / strides.length;
      g.lineWidth = last ? 2.6 : 1.4;
      g.setLineDash(k ? [5, 3] : []);
      g.beginPath();
      for (const [a, b] of points) g.lineTo(x(a), y(b));
      g.stroke();
    }));
    g.globalAlpha = 1;
    g.setLineDash([]);
    this.canvas.setAttribute("aria-label", `loop of the calf: foot vein from ${figure(px[0])} to ${figure(px[1])} ${pressureUnit()}, blood in the calf from ${figure(py[0])} to ${figure(py[1])} mL`);
  }

  #axes(px, py, x, y, of) {
    const { g } = this;
    g.strokeStyle = of("--rule");
    g.fillStyle = of("--soft");
    g.lineWidth = 1;
    g.font = "12px system-ui, 'DejaVu Sans', sans-serif";
    g.textBaseline = "middle";
    const stroke = (from, to) => {
      g.beginPath();
      g.moveTo(...from);
      g.lineTo(...to);
      g.stroke();
    };
    g.textAlign = "center";
    for (const value of marks(...px, MOST_MARKS)) {
      stroke([x(value), y(py[0])], [x(value), y(py[1])]);
      g.fillText(figure(value), x(value), HIGH - FOOT + 10);
    }
    g.textAlign = "right";
    for (const value of marks(...py, MOST_MARKS)) {
      stroke([x(px[0]), y(value)], [x(px[1]), y(value)]);
      g.fillText(figure(value), EDGE - 6, y(value));
    }
    g.textAlign = "right";
    g.fillText(pressureUnit(), WIDE - 12, HIGH - 8);
    g.textAlign = "left";
    g.fillText("mL", EDGE + 6, 16);
  }
}
