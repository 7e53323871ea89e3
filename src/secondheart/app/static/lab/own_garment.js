// A stocking of one's own: what it presses at foot, ankle, calf and thigh, and how stiff it is.

import { html } from "../dom.js";
import { numberField } from "./fields.js";

const MOST_MMHG = 120;
const PROFILE = [["foot", "Foot", 15], ["ankle", "Ankle", 20], ["calf", "Calf", 15], ["thigh", "Thigh", 0]];

export class OwnGarment {
  constructor(app, error) {
    this.fields = PROFILE.map(([name, label, value]) => numberField({ name, label, unit: "mmHg", low: 0, high: MOST_MMHG, value }));
    this.stiffness = numberField({ name: "stiffness", label: "Stiffness", unit: "mmHg", low: 0, high: 80, value: 5 });
    const wear = () => app.ask({ type: "wear", kind: "own", side: "both", profile_mmHg: this.fields.map((one) => one.value ?? 0), stiffness_mmHg: this.stiffness.value ?? 0, body: app.body }, error);
    this.element = html("div", { class: "stack" }, html("p", { class: "soft" }, "Pressure on the skin, lying at rest; stiffness is what a contraction adds at the calf. Above 30 mmHg only after a doctor has measured the arteries."),
      html("div", { class: "fields" }, this.fields.map((one) => one.element), this.stiffness.element), html("button", { type: "button", "data-do": "wear-own", onclick: wear }, "Wear it on both legs"), error);
  }
}
