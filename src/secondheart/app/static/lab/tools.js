// Under the stage of the laboratory: which leg, how near, what colour tells, which skin; and the scheme with its five tubes.

import { byId, html } from "../dom.js";
import { TONE_NAMES } from "../scene/palette.js";
import { Stage } from "../scene/stage.js";
import { spoken } from "../words.js";

export class Tools {
  constructor(root, app, page) {
    [this.app, this.page, this.root] = [app, page, root];
    this.sides = this.#joined("Leg", [["left", "Left"], ["right", "Right"]], (name) => app.look(name), () => app.side);
    this.views = this.#joined("How near", [["body", "Body"], ["leg", "Leg"], ["calf", "Calf"]], (name) => this.#view(name), () => page.scene.view);
    this.kinds = this.#joined("Picture", [["figure", "Figure"], ["scheme", "Tubes"]], (name) => this.#kind(name), () => (this.scheme && !this.scheme.hidden ? "scheme" : "figure"));
    this.drop = html("button", { type: "button", "aria-pressed": "false", onclick: () => this.#follow() }, "Follow a drop");
    this.trip = html("span", { class: "soft trip", role: "status" });
    this.tone = html("select", { "aria-label": "Skin", onchange: () => { page.scene.tone = this.tone.value; page.scene.again(); } }, TONE_NAMES.map((one) => html("option", { value: one }, `${one} skin`)));
    this.rare = html("div", { class: "rare" }, this.kinds, this.drop, this.tone);
    this.more = html("button", { type: "button", class: "rare-button", "aria-expanded": "false", onclick: () => this.#unfold() }, "More");
    this.bar = html("div", { class: "stage-tools lab-only" }, this.sides, this.views, this.more, this.rare, this.trip);
    root.append(this.bar);
    new ResizeObserver(() => this.#fit()).observe(this.bar);
    app.on("drawn", () => this.#tell());
    this.#press();
  }

  // A narrow stage has room for the rest only where it is asked for.
  #unfold() {
    const open = this.bar.classList.toggle("open");
    this.more.setAttribute("aria-expanded", String(open));
  }

  #joined(label, choices, chosen, now) {
    const group = html("div", { class: "joined", role: "group", "aria-label": label }, choices.map(([name, text]) => html("button", { type: "button", "data-choice": name, onclick: () => { chosen(name); this.#press(); } }, text)));
    group.now = now;
    return group;
  }

  #press() {
    for (const group of [this.sides, this.views, this.kinds]) for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.choice === group.now()));
  }

  // What the bar takes of the stage.
  #fit() {
    this.page.toolsHigh = this.bar.clientHeight;
    this.scheme?.style.setProperty("bottom", `${this.page.toolsHigh}px`);
    this.page.scene.again();
  }

  #view(name) {
    this.page.scene.view = name;
    this.page.scene.again();
  }

  // The scheme is made the first time that it is looked at.
  #kind(name) {
    if (name === "scheme" && !this.stage) {
      this.scheme = html("div", { class: "scheme lab-only" });
      this.root.append(this.scheme);
      this.stage = this.app.stage = new Stage(this.scheme, this.app);
    }
    if (this.scheme) this.scheme.hidden = name !== "scheme";
    this.#fit();
    if (this.app.hello) this.bind(this.app.hello);
  }

  bind(hello) {
    this.#press();
    if (!this.stage) return;
    this.stage.side = this.app.side;
    this.stage.bind(hello, this.app.names);
    this.stage.call(hello.bodies.map((body) => spoken(this.app.who(body))));
    if (this.app.frame?.id === hello.id) this.stage.show(this.app.frame, 0, true);
  }

  /** Take a frame in: the scheme shows it where it is looked at. */
  take({ frame, fresh }) {
    if (this.scheme && !this.scheme.hidden && frame.id === this.app.hello.id) this.stage.show(frame, frame.span, fresh);
  }

  #follow() {
    const { trip } = this.page.scene.actors[0];
    if (trip.on) trip.drop();
    else trip.begin();
    this.#tell();
  }

  #tell() {
    const trip = this.page.scene.actors[0]?.trip;
    if (!trip || (trip.text === this.tripText && trip.on === this.was)) return;
    [this.tripText, this.was] = [trip.text, trip.on];
    this.drop.setAttribute("aria-pressed", String(Boolean(trip.on)));
    this.trip.textContent = trip.text;
    if (!trip.on && trip.text) byId("polite").textContent = trip.text;
  }
}
