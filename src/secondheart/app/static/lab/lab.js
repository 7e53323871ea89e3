// The laboratory: charts beside the stage, and all controls, tests and numbers in tabs. Its modules are loaded only for it.

import { byId, html } from "../dom.js";
import { choose } from "../words.js";
import { Actions } from "./actions.js";
import { Charts } from "./charts.js";
import { Clinic } from "./clinic.js";
import { Compare } from "./compare.js";
import { Controls } from "./controls.js";
import { Cycles } from "./cycles.js";
import { Exports } from "./exports.js";
import { Findings } from "./findings_panel.js";
import { Fold } from "./fold.js";
import { Teach } from "./guess_first.js";
import { Inspect } from "./inspect.js";
import { Loop } from "./loop.js";
import { RefluxStrip } from "./reflux_strip.js";
import { Tabs } from "./tabs.js";
import { Tools } from "./tools.js";
import { Transport } from "./transport.js";

// A tab: its name, its word, and what has to be on offer for it.
const TABS = [["body", "Body", "do"], ["valves", "Valves", "leak"], ["worn", "Worn", "wear"], ["devices", "Devices", "set", "device"], ["breath", "Breath", "set", "without"], ["cycles", "Cycles"], ["tests", "Tests", "test"], ["numbers", "Numbers"], ["guess", "Guess", "do"]];

export class Lab {
  constructor(app, page) {
    [this.app, this.page] = [app, page];
    const root = byId("lab");
    root.hidden = false;
    const [charts, inspect] = [html("section", { id: "charts", "aria-label": "Charts" }), html("section", { id: "inspect", "aria-label": "What was clicked", hidden: true })];
    this.tabs = new Tabs(TABS);
    root.append(charts, inspect, this.tabs.element);
    this.charts = app.charts = new Charts(charts, app.series, app);
    this.loop = new Loop(charts, app);
    this.reflux = new RefluxStrip(charts, app);
    this.charts.onUnwatch = (vessel) => this.#watch((now) => now.filter((one) => one !== vessel));
    this.inspector = new Inspect(inspect, app);
    app.watch = (vessel) => this.#watch((now) => (now.includes(vessel) ? now : this.inspector.watchable([...now, vessel])));
    this.#panels();
    this.#header();
    this.#listen();
    this.#reduce();
  }

  #panels() {
    const { app } = this;
    const at = (name) => this.tabs.panel(name);
    this.which = html("div");
    this.tabs.head.append(this.which);
    this.actions = app.actions = new Actions(at("body").appendChild(html("div", { id: "actions" })), app);
    const numbers = at("numbers").appendChild(html("div", { id: "findings" }));
    this.controls = new Controls({ which: this.which, body: at("body"), valves: at("valves"), worn: at("worn"), devices: at("devices"), breath: at("breath"), numbers: at("numbers") }, app);
    this.findings = new Findings(numbers, app);
    this.clinic = new Clinic(at("tests").appendChild(html("div", { id: "clinic" })), app);
    this.cycles = app.cycles = new Cycles(at("cycles"), app);
    this.teach = new Teach(at("guess").appendChild(html("div", { id: "teach" })), app);
    at("numbers").append(this.#switches());
  }

  #switches() {
    const words = html("select", { "aria-label": "Words", onchange: () => choose(words.value === "clinical") }, html("option", { value: "plain" }, "Plain words"), html("option", { value: "clinical" }, "Clinical words"));
    const units = html("select", { "aria-label": "Unit of pressure", onchange: () => this.app.useUnit(units.value) }, html("option", { value: "mmHg" }, "mmHg"), html("option", { value: "kPa" }, "kPa"));
    return html("fieldset", { class: "card" }, html("legend", {}, "Words and units"), html("div", { class: "pair" }, words, units));
  }

  #header() {
    const tools = html("div", { class: "lab-only" });
    byId("tools").prepend(tools);
    this.transport = new Transport(byId("transport"), this.app);
    this.compare = this.app.compare = new Compare(tools, this.app);
    this.exports = new Exports(tools, this.app, this.page);
    if (this.app.schema.signs) tools.append(html("button", { type: "button", onclick: () => this.page.doctor() }, "Signs and relief"));
    tools.append(html("button", { type: "button", "aria-label": "Keys", onclick: () => this.page.keys.open() }, "?"));
    this.tools = new Tools(byId("picture"), this.app, this.page);
    const timed = this.app.offers("do") || this.app.source.seekable; // something in the header plays and pauses
    const rare = timed ? [byId("preset"), byId("transport"), tools] : [tools];
    this.fold = new Fold(document.querySelector(".bar"), rare);
    this.app.on("mode", (mode) => this.fold.fit(mode === "lab"));
  }

  #listen() {
    const { app } = this;
    app.on("hello", (hello) => this.#greet(hello)).on("state", (state) => this.#settle(state)).on("drawn", (frame) => this.#drawn(frame));
    app.on("picture", (moment) => this.#glide(moment)).on("frame", (one) => this.tools.take(one)).on("cleared", () => this.charts.clear()).on("event", (message) => this.#event(message));
    app.on("findings", (message) => this.#found(message)).on("picked", (what) => this.inspector.show(what)).on("body", () => this.inspector.again());
    app.on("test", (message) => this.clinic.progress(message)).on("test_result", (message) => this.clinic.finished(message));
    if (app.hello) this.#greet(app.hello);
    if (app.state) this.#settle(app.state);
    if (app.found) this.#found(app.found);
  }

  // What the source does not offer is not shown.
  #reduce() {
    document.documentElement.classList.toggle("replay", !this.app.offers("do"));
    for (const [name, , type, key] of TABS) if (type && !this.app.offers(type, key)) this.tabs.hide(name);
  }

  #watch(change) {
    const now = this.app.state?.scenario.watch ?? [];
    const wanted = change(now);
    if (wanted.join() !== now.join()) this.app.ask({ type: "watch", vessels: wanted });
  }

  #greet(hello) {
    this.charts.side = this.app.side;
    this.charts.bind(hello);
    this.tools.bind(hello);
    if (this.app.state) this.controls.show(this.app.state);
  }

  #settle(state) {
    this.transport.show(state);
    this.actions.show(state);
    this.controls.show(state);
    this.compare.show(state);
    this.clinic.show(state);
  }

  #glide(moment) {
    if (this.page.mode === "lab") this.charts.tick(moment, this.page.scene.level > 0);
  }

  #drawn(frame) {
    this.transport.tick(frame);
    this.loop.tick();
    this.reflux.tick(this.charts.time.until);
    this.inspector.tick(frame);
    this.teach.tick(frame.time);
  }

  #event(message) {
    if (message.kind === "part") return; // of a day: so many would hide the chart
    this.charts.mark(message.time_s, message.label);
    if (message.kind === "restart") this.inspector.hide();
    if (message.kind === "test") this.clinic.stopped();
  }

  #found(message) {
    this.findings.show(message);
    this.charts.normal(message.rows, this.app.state?.label);
  }
}
