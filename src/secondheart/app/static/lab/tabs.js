// Tabs as the keyboard knows them: arrows go from one to the next, one of them is open.

import { html } from "../dom.js";

const KEYS = { ArrowRight: 1, ArrowLeft: -1 };

export class Tabs {
  constructor(rows) {
    this.rows = rows.map(([name, label]) => {
      const tab = html("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}`, "data-tab": name, onclick: () => this.open(name), onkeydown: (event) => this.#key(event, name) }, label);
      const panel = html("div", { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}`, class: "panel" });
      return { name, tab, panel };
    });
    this.head = html("div", { class: "tab-head" }, html("div", { class: "joined", role: "tablist", "aria-label": "Laboratory" }, this.rows.map((row) => row.tab)));
    this.element = html("section", { class: "tabs", "aria-label": "Controls, tests and numbers" }, this.head, this.rows.map((row) => row.panel));
    this.open(rows[0][0]);
  }

  panel(name) {
    return this.rows.find((row) => row.name === name).panel;
  }

  open(name) {
    for (const row of this.rows) {
      const on = row.name === name;
      row.tab.setAttribute("aria-selected", String(on));
      row.tab.tabIndex = on ? 0 : -1;
      row.panel.hidden = !on;
    }
  }

  hide(name) {
    const row = this.rows.find((one) => one.name === name);
    row.tab.hidden = true;
    if (!row.panel.hidden) this.open(this.rows.find((one) => !one.tab.hidden).name);
  }

  #key(event, name) {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const shown = this.rows.filter((row) => !row.tab.hidden);
    const next = shown[(shown.findIndex((row) => row.name === name) + step + shown.length) % shown.length];
    this.open(next.name);
    next.tab.focus();
  }
}
