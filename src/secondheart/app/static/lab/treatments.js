// What a surgeon has done: each treatment on or off, on both legs.

import { html } from "../dom.js";

export class Treatments {
  constructor(app, error) {
    const wish = (name, on) => app.ask({ type: "treatment", name, on, body: app.body }, error);
    this.boxes = (app.schema.treatments ?? []).map((row) => {
      const box = html("input", { type: "checkbox", "data-treatment": row.name, onchange: () => wish(row.name, box.checked) });
      return { box, label: html("label", { class: "switch", title: `${row.title}; ${row.source}` }, box, row.name.replaceAll("-", " ")) };
    });
    this.elements = this.boxes.map((one) => one.label);
  }

  show(person) {
    const done = new Set((person?.treatments ?? []).map((one) => one.name));
    for (const { box } of this.boxes) box.checked = done.has(box.dataset.treatment);
  }
}
