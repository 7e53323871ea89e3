// A pneumatic device of one's own: which chambers it has, how tight each gets, and their times.

import { html } from "../dom.js";
import { numberField, valuesOf } from "./fields.js";

const SITES = [["foot", "Foot"], ["ankle", "Ankle"], ["calf", "Calf"], ["below_knee", "Below knee"], ["above_knee", "Above knee"], ["thigh", "Thigh"]];
const TIMES = [
  { name: "lag_s", label: "From chamber to chamber", unit: "s", low: 0, high: 60, value: 0.5 }, { name: "rise_s", label: "Fills in", unit: "s", low: 0.05, high: 60, value: 1 },
  { name: "hold_s", label: "Held for", unit: "s", low: 0, high: 600, value: 6 }, { name: "fall_s", label: "Empties in", unit: "s", low: 0.05, high: 60, value: 1 },
  { name: "period_s", label: "Again every", unit: "s", low: 2, high: 3600, value: 30 },
];
const USUAL = { ankle: 48, calf: 42 };
const NAME = "own programme";

export class OwnDevice {
  constructor(app, error) {
    this.chambers = SITES.map(([name, label]) => numberField({ name, label, unit: "mmHg", low: 0, high: 300, value: USUAL[name] ?? "" }));
    this.times = TIMES.map(numberField);
    this.wave = html("input", { type: "checkbox" });
    this.turns = html("input", { type: "checkbox" });
    const use = () => app.ask({ type: "set", key: "device", value: this.data, body: app.state?.scenario.b ? app.body : "both" }, error);
    this.element = html("div", { class: "stack" }, html("p", { class: "soft" }, "A chamber without a number is not there; chambers fill from the foot upwards."),
      html("div", { class: "fields" }, this.chambers.map((one) => one.element)), html("div", { class: "fields" }, this.times.map((one) => one.element)),
      html("label", { class: "switch" }, this.wave, "each lets go after its own time, as a wave"), html("label", { class: "switch" }, this.turns, "the right leg half a period later"),
      html("button", { type: "button", "data-do": "own-device", onclick: use }, "Switch it on"), error);
  }

  /** The device as it is typed in. */
  get data() {
    const present = this.chambers.filter((one) => one.value !== null);
    return { name: NAME, chambers: present.map((one) => one.name), pressures_mmHg: present.map((one) => one.value), ...valuesOf(this.times), release: this.wave.checked ? "in turn" : "together", alternate: this.turns.checked };
  }
}
