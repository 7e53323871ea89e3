// What was clicked in the picture: a vein with its numbers and a chart of its own, or a valve under the magnifier.

import { figure, html, put, say, svg } from "../dom.js";
import { doorWords, flowWords } from "../scene/describe.js";
import { Duplex } from "./duplex.js";
import { gap, leaflets } from "../scene/valves.js";
import { pressureText } from "../units.js";

const MOST_WATCHED = 8;

export class Inspect {
  constructor(root, app) {
    [this.root, this.app] = [root, app];
    this.what = null;
  }

  show(what, scrolled = true) {
    this.what = what;
    this.leg = this.app.hello.bodies.length > 1 ? `, leg ${this.app.body.toUpperCase()}` : "";
    this.root.hidden = false;
    this.root.replaceChildren(html("div", { class: "card" }, what.kind === "valve" ? this.#valve(what.name) : this.#vessel(what.name)));
    if (scrolled) this.root.scrollIntoView({ block: "nearest" });
  }

  /** Show the same of the leg that the controls now change. */
  again() {
    if (this.what) this.show(this.what, false);
  }

  hide() {
    this.what = null;
    this.root.hidden = true;
  }

  #close() {
    return html("button", { type: "button", class: "quiet", onclick: () => this.hide() }, "close");
  }

  // --- a vein --------------------------------------------------------------------------------------------------------

  #vessel(name) {
    const place = this.app.names.of("vessels", name, this.app.side);
    const about = this.app.hello.vessels[place];
    this.place = place;
    this.now = html("p");
    const numbers = this.app.schema.vessels?.[name]?.numbers ?? [];
    const rows = numbers.map((one) => html("tr", {}, html("th", { scope: "row" }, one.name), html("td", {}, `${one.value} ${one.unit === "1" ? "" : one.unit ?? ""}`), html("td", { class: "source" }, this.#source(one))));
    const watch = this.app.offers("watch") && html("button", { type: "button", onclick: () => this.app.watch(about.name) }, "Chart it");
    this.duplex = this.app.offers("watch") && this.app.offers("set", "cuffs") ? new Duplex(this.app, about.name) : null;
    return html("div", { class: "inspected" }, html("div", {}, html("h2", {}, `${about.label}${this.leg}`), this.now, html("div", { class: "pair" }, watch, this.#close()), this.duplex?.element),
      html("div", { class: "wide" }, rows.length ? html("table", {}, html("caption", { class: "sr" }, `Numbers of the ${about.label}`), html("thead", {}, html("tr", {}, ["number", "value", "source"].map((one) => html("th", { scope: "col" }, one)))), html("tbody", {}, rows)) : ""));
  }

  #source(one) {
    return [this.app.schema.references?.[one.source] ?? one.source, one.why].filter(Boolean).join(": ");
  }

  // --- a valve -------------------------------------------------------------------------------------------------------

  #valve(name) {
    const place = this.app.names.of("valves", name, this.app.side);
    const about = this.app.hello.valves[place];
    this.place = place;
    this.now = html("p");
    const error = html("span", { class: "error", role: "alert", "data-error": "valve" });
    const leak = this.app.hello.people[this.app.body]?.leaks[about.name] ?? 0;
    const output = html("output", { for: "one-leak" }, leak > 0 ? figure(leak, 2) : "closes");
    const slider = html("input", { type: "range", id: "one-leak", disabled: !this.app.offers("leak"), min: 0, max: 1, step: 0.05, value: leak, "aria-valuetext": output.textContent, onchange: () => this.app.ask({ type: "leak", vein: about.name, leak: Number(slider.value), body: this.app.body }, error) });
    slider.addEventListener("input", () => {
      say(output, Number(slider.value) > 0 ? figure(Number(slider.value), 2) : "closes");
      put(slider, "aria-valuetext", output.textContent);
    });
    return html("div", { class: "inspected" }, this.#magnifier(),
      html("div", {}, html("h2", {}, `Valve: ${about.label}${this.leg}`), this.now, html("div", { class: "control" }, html("div", { class: "row" }, html("label", { for: "one-leak" }, "Leak"), output), slider, error), this.#close()));
  }

  // The vein stands upright in it: forward is up.
  #magnifier() {
    this.leaf = svg("path", { class: "leaflet", transform: "rotate(-90)" });
    this.arrow = svg("path", { class: "flow" });
    this.drop = svg("text", { x: 0, y: 84, "text-anchor": "middle", "font-size": 13, fill: "currentColor" });
    return svg("svg", { class: "magnifier", viewBox: "-60 -75 120 170", role: "img", "aria-label": "the valve, enlarged" },
      svg("path", { class: "wall", d: "M-32 -70L-32 -12C-48 -6 -48 22 -32 28L-32 70M32 -70L32 -12C48 -6 48 22 32 28L32 70" }), this.leaf, this.arrow, this.drop);
  }

  /** Follow the frames. */
  tick(frame) {
    if (!this.what || this.root.hidden) return;
    const k = Math.max(this.app.hello.bodies.indexOf(this.app.body), 0);
    const body = frame.bodies[k];
    if (this.what.kind === "valve") this.#valveNow(body, k);
    else this.#vesselNow(body);
    if (this.what.kind === "vessel") this.duplex?.tick();
  }

  #vesselNow(body) {
    const at = (block) => body[block]?.[this.place] ?? NaN;
    say(this.now, `Pressure ${pressureText(at("pressure"))}, across its wall ${pressureText(at("transmural"))}; holds ${figure(at("volume"), 1)} mL; ${figure(-at("height"))} cm below the heart.`);
  }

  #valveNow(body, k) {
    const about = this.app.hello.valves[this.place];
    const through = this.app.hello.connections[about.connection];
    const opening = body.opening[this.place];
    const flow = body.flow[about.connection];
    const leak = this.app.hello.people[this.app.body]?.leaks[about.name] ?? 0;
    const drop = body.pressure[through.from] - body.pressure[through.to];
    put(this.leaf, "d", leaflets(Math.max(opening, gap(leak)), 62, 30));
    const size = Math.min(Math.abs(flow) * 6, 40);
    const way = flow >= 0 ? -1 : 1;
    put(this.arrow, "d", size < 2 ? "" : `M0 ${-way * 8 + 50 * -way}L0 ${-way * 8 + 50 * -way + way * size}m-6 ${-way * 8}l6 ${way * 8}l6 ${-way * 8}`);
    say(this.drop, `Δp ${pressureText(drop, 1)}`);
    const reflux = this.app.reflux.of(k).has(this.place);
    say(this.now, `${doorWords(opening, leak, reflux, flow)}; ${flowWords(flow, reflux)}; pressure below it ${pressureText(Math.abs(drop), 1)} ${drop >= 0 ? "above" : "under"} that over it (height counts too).`);
  }

  watchable(list) {
    return list.slice(-MOST_WATCHED);
  }
}
