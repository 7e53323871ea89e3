// A cuff or a tourniquet around both legs: where it sits and how tight it is.

import { figure, html } from "../dom.js";

const STEP_MMHG = 5;
const NONE = "none";

const nameOf = (one) => `${one.kind}:${one.site}`;

export class Cuffs {
  constructor(app, slider, error) {
    const { kinds, usual_mmHg: usual, high_mmHg: high } = app.schema.cuffs;
    [this.app, this.error, this.usual] = [app, error, usual];
    this.where = html("select", { id: "cuff", onchange: () => this.#send() }, html("option", { value: NONE }, "none"),
      kinds.map((one) => html("option", { value: nameOf(one) }, `${one.kind}, ${one.site.replace("_", " ")}`)));
    this.tight = slider({ id: "cuff-mmHg", label: "Pressure in it", low: 0, high, step: STEP_MMHG, show: (value) => `${figure(value)} mmHg` }, (value) => this.#send(value));
    this.element = html("div", { class: "control" }, html("label", { for: "cuff" }, "Cuff or tourniquet, on both legs"), this.where, this.tight.element, error);
  }

  #send(mmHg = this.now?.pressure_mmHg ?? this.usual) {
    const [kind, site] = this.where.value.split(":");
    const cuffs = kind === NONE ? [] : [{ kind, site, pressure_mmHg: mmHg }];
    this.app.ask({ type: "set", key: "cuffs", value: cuffs, body: this.app.body === "b" ? "b" : "both" }, this.error);
  }

  show(scenario) {
    [this.now] = scenario.cuffs ?? [];
    this.where.value = this.now ? nameOf({ kind: "cuff", ...this.now }) : NONE;
    this.tight.element.hidden = !this.now;
    if (this.now) this.tight.set(this.now.pressure_mmHg);
  }
}
