// What the person does: postures and movements as buttons, with the numbers that belong to them.

import { html, say } from "../dom.js";
import { unitOf } from "../units.js";
import { word } from "../words.js";

const FIRST = new Set(["lie", "sit", "stand", "tiptoe", "walk", "run"]); // always in sight
const REST = { lie: "lie", sit: "sit", stand: "stand", raise_legs: "raise_legs", tilt: "tilt" };
const HIDDEN_ARGUMENTS = new Set(["minutes", "seconds"]);

export class Actions {
  constructor(root, app) {
    [this.root, this.app] = [root, app];
    this.verbs = app.schema.verbs;
    this.byName = new Map(this.verbs.map((verb) => [verb.name, verb]));
    this.buttons = new Map();
    this.error = html("span", { class: "error", role: "alert", "data-error": "verb" });
    this.number = html("span", { class: "argument" });
    this.pending = html("span", { class: "soft", role: "status" });
    root.append(this.#others(), this.number, this.pending, this.error);
  }

  #button(name, label) {
    const verb = this.byName.get(name);
    const button = html("button", { type: "button", "data-verb": name, "aria-pressed": "false", title: verb?.help ?? "", onclick: () => this.choose(name) }, label ?? word(verb.label));
    this.buttons.set(name, button);
    return button;
  }

  #others() {
    return html("div", { class: "choices more-actions", role: "group", "aria-label": "More to do" }, this.#button("still", "Still"), this.verbs.filter((verb) => !FIRST.has(verb.name)).map((verb) => this.#button(verb.name)));
  }

  /** Do it; "still" is to rest in the posture of now. */
  choose(name) {
    say(this.error, "");
    const verb = name === "still" ? this.#resting() : name;
    return this.app.ask({ type: "do", verb, arguments: this.#given(verb) }, this.error);
  }

  #resting() {
    const now = this.byName.get(this.scenario?.verb ?? "stand");
    return REST[now?.name] ?? REST[now?.posture] ?? "stand";
  }

  // As it is done now, or as it is usually done.
  #given(name) {
    if (this.scenario?.verb === name) return this.scenario.arguments;
    return Object.fromEntries((this.byName.get(name)?.arguments ?? []).map((one) => [one.name, one.default]));
  }

  show(state) {
    const { scenario } = state;
    this.scenario = scenario;
    const verb = this.byName.get(scenario.verb);
    const resting = verb ? this.#resting() : ""; // a whole day is none of the buttons
    const moving = !verb || verb.name !== resting;
    for (const [name, button] of this.buttons) {
      const on = name === scenario.verb || (name === "still" && !moving);
      button.setAttribute("aria-pressed", String(on));
    }
    this.#numbers(verb, scenario.arguments);
    say(this.pending, state.pending ? "begins when the change that is under way is over" : "");
  }

  // One number of what is done now: how fast, how often. Built anew only where the verb is another.
  #numbers(verb, given) {
    const rows = (verb?.arguments ?? []).filter((one) => !HIDDEN_ARGUMENTS.has(one.name));
    const key = verb?.name ?? "";
    if (this.number.dataset.of !== key) {
      this.number.dataset.of = key;
      this.number.replaceChildren(...rows.map((row) => this.#input(verb, row)));
    }
    for (const row of rows) {
      const input = this.number.querySelector(`[name="${row.name}"]`);
      if (input && document.activeElement !== input) input.value = given[row.name] ?? row.default ?? "";
    }
  }

  #input(verb, row) {
    const change = (event) => {
      const { value } = event.target;
      if (value === "" && row.default !== null) { // nothing is no number: what is done goes on
        event.target.value = this.#given(verb.name)[row.name] ?? row.default;
        return;
      }
      const known = { ...this.#given(verb.name), [row.name]: value === "" ? null : row.kind === "number" ? Number(value) : value };
      this.app.ask({ type: "do", verb: verb.name, arguments: known }, this.error);
    };
    const common = { name: row.name, onchange: change };
    const field = row.options
      ? html("select", common, row.options.map((one) => html("option", { value: one.value ?? one }, one.label ?? one)))
      : html("input", { type: "number", min: row.low, max: row.high, step: row.step ?? "any", placeholder: row.default === null ? "usual" : null, ...common });
    return html("label", { class: "argument" }, row.label, field, unitOf(row.unit ?? ""));
  }
}
