// A|B: a second leg beside the first, on the same clock: a copy to be changed, or one that ails or is dressed.

import { html } from "../dom.js";

const HELD = ["lie", "raise_legs", "sit", "stand", "walk", "run", "cycle", "stairs"]; // what goes on until something else is done

export class Compare {
  constructor(root, app) {
    this.app = app;
    this.error = html("span", { class: "error", role: "alert", "data-error": "compare" });
    this.choice = html("select", { "aria-label": "Compare with", id: "compare", onchange: () => this.#choose() },
      html("option", { value: "" }, "One leg"), html("option", { value: "copy" }, "Compare: a copy"), html("option", { value: "dressed" }, "Compare: with a stocking"),
      (app.schema.presets ?? []).filter((one) => one.name !== "healthy").map((one) => html("option", { value: `preset:${one.name}` }, `Compare: ${one.label}`)));
    this.choice.hidden = !app.offers("compare");
    const verbs = HELD.map((name) => (app.schema.verbs ?? []).find((one) => one.name === name)).filter(Boolean);
    this.does = html("select", { "aria-label": "What leg B does", id: "b-does", hidden: true, onchange: () => this.#do() },
      html("option", { value: "" }, "B does as A"), verbs.map((one) => html("option", { value: one.name }, `B: ${one.label.toLowerCase()}`)));
    root.append(this.choice, this.does, this.error);
  }

  /** Compare with something, as if it were chosen from the list. */
  choose(value) {
    this.choice.value = value;
    return this.#choose();
  }

  async #choose() {
    const { value } = this.choice;
    this.choosing = value; // until it is so, a state of before tells of something else
    const b = value === "" ? null : value === "dressed" ? "copy" : value;
    const accepted = await this.app.ask({ type: "compare", b }, this.error);
    if (accepted && value === "dressed") await this.app.ask({ type: "wear", kind: this.#stocking(), length: "knee", side: "both", body: "b" }, this.error);
    this.choosing = null;
    if (accepted) this.app.turnTo(b ? "b" : "a");
  }

  // What leg B does by itself; all else that it has of its own is set in the tabs, while it is the one that is changed.
  #do() {
    const verb = this.does.value;
    const given = Object.fromEntries((this.app.schema.verbs.find((one) => one.name === verb)?.arguments ?? []).map((one) => [one.name, one.default]));
    return this.app.ask(verb ? { type: "do", verb, arguments: given, body: "b" } : { type: "together", keys: ["verb", "arguments"] }, this.error);
  }

  // The second class of the first table of stockings, the usual one.
  #stocking() {
    const names = (this.app.schema.garments ?? []).map((one) => one.name);
    return names.find((name) => /RAL.?II$/.test(name)) ?? names[0];
  }

  show(state) {
    if (this.choosing) return;
    this.does.hidden = !state.scenario.b;
    this.does.value = state.scenario.apart?.verb ?? "";
    if (!state.scenario.b) this.choice.value = "";
    else if (this.choice.value === "") this.choice.value = "copy";
  }
}
