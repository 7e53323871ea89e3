// Numbers that are typed in together and taken over with a button.

import { html } from "../dom.js";

/** A number with its label and unit. */
export function numberField({ name, label, unit = "", low, high, step = "any", value }) {
  const input = html("input", { type: "number", min: low, max: high, step, value, "data-field": name });
  return { name, input, element: html("label", { class: "argument" }, label, input, unit), get value() { return input.value === "" ? null : Number(input.value); } };
}

/** Their values by name. */
export const valuesOf = (fields) => Object.fromEntries(fields.map((one) => [one.name, one.value]));
