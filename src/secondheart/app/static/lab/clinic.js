// Clinical tests from a button: how far one has got, what it found, and the trace as a laboratory prints it.

import { byId, html } from "../dom.js";
import { foundTables } from "./findings_table.js";
import { trace } from "./trace.js";
import { spoken } from "../words.js";

const TITLES = {
  avp: "Foot vein pressure (AVP)", apg: "Air boot (APG)", ppg: "Skin light (PPG)", "strain-gauge": "Strain gauge", duplex: "Duplex", occlusion: "Occlusion",
  tilt: "Tilt table", pneumatic: "Pneumatic device", forces: "Share of the three forces", swelling: "Swelling",
};
const NARROW = 300; // of a trace, in units of its drawing: as many as there are pixels
const EDGES = 36; // of the card around it

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
    const accepted = await this.app.ask({ type: "test", name, body: this.wanted[this.made.length] }, this.error);
    if (!accepted) this.#busy(false);
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
    const wide = Math.max(this.result.clientWidth - EDGES, NARROW);
    const traces = message.traces.map((_, i) => trace(made.map((one) => one.traces[i]), message.steps, wide));
    const who = made.map((one) => `${made.length > 1 ? `${one.body.toUpperCase()}: ` : ""}${spoken(one.who ?? "")}`).join("; ");
    this.result.replaceChildren(html("div", { class: "card", "data-result": message.name }, html("h3", {}, `${TITLES[message.name] ?? message.title}${legs}`), html("p", { class: "soft" }, message.purpose ?? ""),
      html("p", { class: "soft", "data-who": "" }, `Examined: ${who}.`), foundTables(made.map((one) => one.findings)), traces, html("p", { class: "soft" }, message.disclaimer)));
  }
}
