// What a clinical test found, as tables: of one leg, or of two side by side, for a test finds the same things in each.

import { figure, html } from "../dom.js";
import { digitsOf, isNormal, rangeBar, rangeText } from "./findings_panel.js";
import { tidy } from "../units.js";

const LEGS = ["A", "B"];
// The laboratory's abbreviations, in words.
const WORDS = {
  VV: "blood that fills the calf on standing (VV)", VFT90: "time to fill by 90 % (VFT90)", VFI: "speed of filling (VFI)", EV: "ejected by one tiptoe (EV)",
  EF: "share ejected by one tiptoe (EF)", RV: "left after ten tiptoes (RV)", RVF: "share left after ten tiptoes (RVF)", outflow_fraction: "share that flows out in the first second",
  ambulatory_venous_pressure: "foot vein pressure after ten tiptoes (AVP)", ambulatory_pressure_drop: "fall of foot vein pressure by ten tiptoes", refill_time_90: "time to refill by 90 %",
  strain_gauge_VV: "blood that fills the calf on standing (VV)", strain_gauge_EV: "ejected by walking (EV)", strain_gauge_EF: "share ejected by walking (EF)", strain_gauge_refill_time: "time to refill",
  outflow: "outflow from both legs", share_heart: "by the push of the heart", share_breathing: "by the pull of breathing", share_muscles: "by the squeeze of the muscles", share_none: "without any of the three",
  calf_beta0: "volume curve over pressure, constant term", calf_beta1: "volume curve over pressure, linear term", calf_beta2: "volume curve over pressure, quadratic term",
};
const WHILE = /^forces-(\w+)(?::(.*))?$/; // a test of the three forces tells in its name what was done and what acted

function named(name) {
  const early = name.replace(/^early_/, "");
  if (early !== name) return `${named(early)}, in the first 10 s`;
  return WORDS[name] ?? name.replaceAll("_", " ").replace(/^ppg\b/, "PPG").replace("calf compliance 20", "calf compliance at 20 mmHg").replace("calf compliance 60", "calf compliance at 60 mmHg");
}

// Rows of one name, left and right, become one where they are alike in all legs.
function merged(legs) {
  const rows = legs[0].map((one, i) => ({ one, found: legs.map((findings) => findings[i]), side: one.side === "both" ? "" : `, ${one.side}` }));
  return rows.filter((row, i) => {
    const before = rows[i - 1];
    const twins = before && row.one.side === "right" && before.one.side === "left" && before.one.name === row.one.name && before.one.test === row.one.test;
    if (!twins || !row.found.every((one, k) => one.value === before.found[k].value)) return true;
    before.side = ", left and right";
    return false;
  });
}

function valueCell(one, leg) {
  const out = isNormal(one.value, one.normal_low, one.normal_high) === false;
  return html("td", { class: out ? "out" : "", "data-value": one.value, "data-leg": leg }, one.value === null ? "not measurable" : `${figure(one.value, digitsOf(one.value))} ${tidy(one.unit)}`);
}

function table(rows) {
  const count = rows[0].found.length;
  const body = rows.map(({ one, found, side }) => html("tr", {}, html("th", { scope: "row" }, `${named(one.name)}${side}`),
    found.map((value, k) => valueCell(value, count > 1 && LEGS[k])),
    html("td", { class: "bar-of" }, (one.normal_low ?? one.normal_high ?? null) !== null ? rangeBar(one.normal_low, one.normal_high, found.map((value) => value.value ?? NaN)) : ""),
    html("td", { class: "normal" }, rangeText(one.normal_low, one.normal_high) || "–"), html("td", { class: "source" }, one.source)));
  const heads = ["finding", ...(count > 1 ? LEGS : ["value"]), "bar", "normal", "source"];
  return html("div", { class: "wide" }, html("table", { class: "held" }, html("thead", {}, html("tr", {}, heads.map((one) => html("th", { scope: "col" }, one === "bar" ? html("span", { class: "sr" }, "bar") : one)))), html("tbody", {}, body)));
}

// "lying", or "lying, with heart + breathing alone".
function titleOf(test) {
  const [, doing, acting] = WHILE.exec(test) ?? [];
  if (acting === undefined) return doing;
  return `${doing}, with ${acting === "none" || acting === "" ? "none of the forces" : `${acting.replaceAll("+", " + ")} alone`}`;
}

/** Tables of what was found in each leg: one, or one for each thing that was done. */
export function foundTables(legs) {
  const rows = merged(legs);
  const tests = [...new Set(rows.map((row) => row.one.test))];
  if (tests.length < 2) return table(rows);
  const part = (test) => [html("h4", {}, titleOf(test) ?? test), table(rows.filter((row) => row.one.test === test))];
  const some = tests.filter((test) => !test.includes(":"));
  const more = tests.filter((test) => test.includes(":"));
  return [some.map(part), more.length ? html("details", {}, html("summary", {}, "Each combination of the forces"), more.map(part)) : []];
}
