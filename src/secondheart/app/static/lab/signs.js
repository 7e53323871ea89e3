// A page of signs and of relief, with the doctor first. What eases can be tried on the leg at once.

import { html } from "../dom.js";

// How a measure is tried on the page: what it does there, and for how long the button says.
const TRIES = {
  ankle_pumps: () => ({ type: "do", verb: "ankle_pumps", arguments: { posture: "sit" } }),
  legs_up: () => ({ type: "do", verb: "raise_legs", arguments: {} }),
  walking: () => ({ type: "do", verb: "walk", arguments: {} }),
  stockings: (row, garments) => ({ type: "wear", kind: named(row.garment, garments), length: "knee", side: "both", body: "a" }),
  training: (row) => ({ type: "set", key: "strength_percent", value: Math.round(100 * row.strength), body: "a" }),
};

const flat = (text) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
const named = (name, garments) => garments.find((one) => flat(one.name) === flat(name))?.name ?? name;
const column = (text) => html("th", { scope: "col" }, text);

export class Signs {
  constructor(app) {
    this.app = app;
    this.dialog = html("dialog", { "aria-labelledby": "signs-title", class: "signs" });
    document.body.append(this.dialog);
  }

  /** Whether there is anything to show. */
  get known() {
    return Boolean(this.app.schema.signs);
  }

  open() {
    const { urgent, signs, measures } = this.app.schema.signs;
    this.dialog.replaceChildren(
      html("button", { type: "button", class: "close", onclick: () => this.dialog.close() }, "Close"),
      html("h1", { id: "signs-title" }, "Signs, and what eases"),
      html("p", {}, html("strong", {}, this.app.disclaimer)),
      html("div", { class: "first" }, html("h2", {}, "A doctor first"), html("dl", {}, urgent.map((one) => [html("dt", {}, one.when), html("dd", {}, one.then)]))),
      html("h2", {}, "Signs, and what the model knows of them"), this.#table(signs),
      html("h2", {}, "What eases tired, healthy legs"),
      html("ul", {}, measures.map((one) => this.#measure(one))),
      html("p", { class: "soft" }, "Which of these helps you, or whether any does, this page cannot know. Where the arteries of a leg are narrow, a stocking can do harm. Ask a doctor."));
    this.dialog.showModal();
  }

  #table(signs) {
    const rows = signs.map((one) => html("tr", {}, html("th", { scope: "row" }, one.title), html("td", {}, one.mechanism, html("br"), html("span", { class: "soft" }, `Support: ${one.support}`)), html("td", { "data-head": "must not be read into it" }, one.never)));
    return html("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Signs" },
      html("table", {}, html("thead", {}, html("tr", {}, column("sign"), column("how it may come about, and how well that is supported"), column("what must not be read into it"))), html("tbody", {}, rows)));
  }

  #measure(row) {
    const message = TRIES[row.kind]?.(row, this.app.schema.garments ?? []);
    const button = message && html("button", { type: "button", class: "quiet", "data-try": row.name, onclick: () => this.#try(message) }, "try it on the leg");
    return html("li", {}, html("strong", {}, row.label), `: ${row.does} `, button);
  }

  #try(message) {
    this.dialog.close();
    this.app.ask(message);
  }
}
