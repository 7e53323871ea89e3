// The controls: those of the schema made from the schema, and those of a person: what is worn, which valves leak, what ails.

import { Cuffs } from "./cuffs.js";
import { figure, html, put, say } from "../dom.js";
import { OwnDevice } from "./own_device.js";
import { OwnGarment } from "./own_garment.js";
import { Treatments } from "./treatments.js";
import { unitOf } from "../units.js";
import { onWords, word } from "../words.js";

const FORCES = { heart: "Push of the heart", breathing: "Pull of breathing", muscles: "Squeeze of the muscles" };
const VALVES = [["great_saphenous", "Great saphenous vein"], ["small_saphenous", "Small saphenous vein"], ["perforators", "Perforators"], ["deep", "Deep veins"]];
const SEND_MS = 120; // a slider sends at most so often
const HELD_MS = 1200; // after a touch it is the hand that counts, not yet the answer

/** Send the newest of many values, not all. */
function lazily(send) {
  let [timer, waiting] = [null, null];
  return (value) => {
    waiting = value;
    timer ??= setTimeout(() => {
      timer = null;
      send(waiting);
    }, SEND_MS);
  };
}

export class Controls {
  /** `places` are the elements of the tabs that hold them. */
  constructor(places, app) {
    this.app = app;
    this.updates = [];
    const put = (place, ...parts) => place.append(...parts.filter(Boolean));
    put(places.which, this.#bodies());
    put(places.body, this.#grouped(["legs", "person"], ["device"]), this.#conditions(), this.#treatments());
    put(places.valves, this.#valves());
    put(places.worn, this.#garments(), this.#own("wear", "Own profile", OwnGarment), this.#cuffs());
    put(places.devices, this.#grouped(["legs"], [], ["device"]), this.#own("set", "Own programme", OwnDevice));
    put(places.breath, this.#forces(), this.#grouped(["breathing", "heart"]));
    put(places.numbers, this.#all());
    app.on("body", () => this.state && this.show(this.state));
    onWords(() => this.state && this.show(this.state));
  }

  get body() {
    return this.app.body;
  }

  #bodies() {
    this.bodyRow = html("div", { class: "joined", role: "group", "aria-label": "Which leg the controls change", hidden: true },
      ["a", "b"].map((body) => html("button", { type: "button", "data-body": body, onclick: () => this.app.turnTo(body) }, `Leg ${body.toUpperCase()}`)));
    return this.bodyRow;
  }

  #error(key) {
    return html("span", { class: "error", role: "alert", "data-error": key });
  }

  #set(title, ...children) {
    return html("fieldset", { class: "card" }, html("legend", {}, title), ...children);
  }

  // --- what is worn --------------------------------------------------------------------------------------------------

  #garments() {
    const { garments } = this.app.schema;
    if (!garments?.length || !this.app.offers("wear")) return null;
    const error = this.#error("wear");
    const label = html("label", { for: "wear" });
    this.kind = html("select", { id: "wear", onchange: () => this.#wear(error) }, html("option", { value: "none" }, "nothing"), this.#options(garments));
    this.length = html("select", { "aria-label": "Length", onchange: () => this.#wear(error) }, [["knee", "to the knee"], ["thigh", "to the thigh"]].map(([value, text]) => html("option", { value }, text)));
    this.updates.push(() => {
      const worn = this.app.hello?.people[this.body]?.wears?.at(-1);
      this.kind.value = worn ? this.#kindOf(worn) : "none";
      this.length.hidden = this.kind.value === "none";
    });
    const title = html("legend");
    this.updates.push(() => { say(title, word("Stocking or bandage")); say(label, "Worn on both legs"); });
    return html("fieldset", { class: "card", "data-group": "wear" }, title, html("div", { class: "control" }, label, this.kind, this.length, error));
  }

  // Each standard by itself, and apart what a doctor has to give.
  #options(garments) {
    const free = garments.filter((one) => !one.prescribed);
    const kinds = [...new Set(free.map((one) => one.name.split(" ")[0]))];
    const option = (one) => html("option", { value: one.name }, one.label ?? one.name);
    const strong = garments.filter((one) => one.prescribed);
    return [...kinds.map((kind) => html("optgroup", { label: kind === "RAL" ? "Stockings, RAL" : `Stockings, ${kind}` }, free.filter((one) => one.name.split(" ")[0] === kind).map(option))),
      strong.length ? html("optgroup", { label: strong[0].prescribed }, strong.map(option)) : null];
  }

  #kindOf(worn) {
    const names = this.app.schema.garments.map((one) => one.name);
    const flat = (text) => String(text).toLowerCase().replaceAll(/[^a-z0-9]/g, "");
    const fits = names.filter((name) => flat(worn).includes(flat(name)));
    return fits.sort((a, b) => b.length - a.length)[0] ?? "none";
  }

  #wear(error) {
    const garment = this.app.schema.garments.find((one) => one.name === this.kind.value);
    const lengths = garment?.lengths ?? ["knee"];
    const length = lengths.includes(this.length.value) ? this.length.value : lengths[0] ?? "knee";
    this.app.ask({ type: "wear", kind: this.kind.value, length, side: "both", body: this.body }, error);
  }

  // --- valves --------------------------------------------------------------------------------------------------------

  #valves() {
    if (!this.app.offers("leak")) return null;
    const known = new Set(this.app.schema.veins ?? VALVES.map(([name]) => name));
    const title = html("legend");
    this.updates.push(() => say(title, word("Leaking valves")));
    const rows = VALVES.filter(([name]) => known.has(name)).map(([name, text]) => this.#valve(name, text));
    return html("fieldset", { class: "card", "data-group": "valves" }, title, rows, html("p", { class: "soft" }, "A valve that is clicked in the picture, or reached by Tab and the arrow keys, is changed alone."));
  }

  #valve(name, text) {
    const error = this.#error(`leak:${name}`);
    const send = lazily((leak) => this.app.ask({ type: "leak", vein: `${name}_${this.app.side}`, leak, body: this.body }, error));
    const row = this.#slider({ id: `leak-${name}`, label: text, low: 0, high: 1, step: 0.05, show: (value) => (value > 0 ? figure(value, 2) : "closes") }, send);
    this.updates.push(() => row.set(this.#leakOf(name)));
    return html("div", { class: "control" }, row.element, error);
  }

  #leakOf(name) {
    const { hello } = this.app;
    const leaks = hello?.people[this.body]?.leaks ?? {};
    const of = hello?.valves.filter((one) => one.side === this.app.side && one.groups.includes(name)).map((one) => leaks[one.name] ?? 0) ?? [];
    return of.length ? Math.max(...of) : 0;
  }

  #slider({ id, label, low, high, step, unit = "", show = null, help = "" }, send) {
    const output = html("output", { for: id });
    const tell = (value) => say(output, show ? show(value) : `${figure(value, step < 1 ? 2 : 0)} ${unitOf(unit)}`.trim());
    const input = html("input", { type: "range", id, min: low, max: high, step, title: help });
    const words = html("label", { for: id }, label);
    let touched = -Infinity;
    input.addEventListener("input", () => {
      touched = performance.now();
      setTimeout(() => this.state && this.show(this.state), HELD_MS + 50);
      tell(Number(input.value));
      put(input, "aria-valuetext", output.textContent);
      send(Number(input.value));
    });
    const set = (value) => {
      if (performance.now() - touched < HELD_MS || input.matches(":active")) return;
      input.value = value;
      tell(Number(value));
      put(input, "aria-valuetext", output.textContent);
    };
    return { element: html("div", {}, html("div", { class: "row" }, words, output), input), set, words };
  }

  // --- the three forces ----------------------------------------------------------------------------------------------

  #forces() {
    const error = this.#error("without");
    const rows = (this.app.schema.forces ?? Object.keys(FORCES)).map((name) => {
      const box = html("input", { type: "checkbox", role: "switch", id: `force-${name}`, "data-force": name, onchange: () => this.#without(error) });
      return html("label", { class: "switch" }, box, FORCES[name] ?? name);
    });
    const set = this.#set("What brings the blood back", rows, error);
    this.updates.push((state) => {
      for (const box of set.querySelectorAll("[data-force]")) box.checked = !(this.app.setOf(this.body, state.scenario).without ?? []).includes(box.dataset.force);
    });
    this.forces = set;
    return set;
  }

  #without(error) {
    const off = [...this.forces.querySelectorAll("[data-force]")].filter((box) => !box.checked).map((box) => box.dataset.force);
    this.app.ask({ type: "set", key: "without", value: off, body: this.body === "b" ? "b" : "both" }, error);
  }

  // --- what the schema tells -----------------------------------------------------------------------------------------

  // The controls of some groups; those of `only`, if there are any, and none of `but`.
  #grouped(groups, but = [], only = null) {
    const rows = (this.app.schema.controls ?? []).filter((one) => groups.includes(one.group) && !but.includes(one.key) && (!only || only.includes(one.key)) && one.key !== "without" && this.app.offers("set", one.key));
    return this.#groups(rows);
  }

  #groups(rows) {
    const groups = new Map();
    for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
    const sets = [...groups].map(([group, some]) => this.#set(this.app.schema.groups?.find((one) => one.name === group)?.label ?? group, some.map((row) => this.#control(row))));
    return sets.length ? html("div", { class: "stack" }, sets) : null;
  }

  #cuffs() {
    if (!this.app.schema.cuffs || !this.app.offers("set", "cuffs")) return null;
    const send = (made, wish) => this.#slider(made, lazily(wish));
    const cuffs = new Cuffs(this.app, send, this.#error("cuffs"));
    this.updates.push((state) => cuffs.show(this.app.setOf(this.body, state.scenario)));
    return this.#set("Cuff or tourniquet", cuffs.element);
  }

  #control(row) {
    const error = this.#error(row.key);
    const send = (value) => this.app.ask({ type: "set", key: row.key, value, body: this.#bodyOf(row) }, error);
    const made = { number: () => this.#number(row, lazily(send)), choice: () => this.#choice(row, send), toggle: () => this.#toggle(row, send), flags: () => this.#flags(row, send) }[row.kind];
    if (!made) return null;
    const { element, set } = made();
    this.updates.push((state) => set(this.#valueOf(row, state.scenario) ?? row.default));
    return html("div", { class: "control", "data-key": row.key }, element, error);
  }

  // A person's numbers are of the leg that is changed; all else is of leg B alone, where that is chosen, or of both.
  #bodyOf(row) {
    return row.scope === "person" || this.body === "b" ? this.body : "both";
  }

  #valueOf(row, scenario) {
    const home = row.scope === "person" ? scenario[this.body] ?? {} : this.app.setOf(this.body, scenario);
    return row.key.split(".").reduce((at, name) => at?.[name], home);
  }

  #number(row, send) {
    const slider = this.#slider({ id: `set-${row.key}`, label: row.label, low: row.low, high: row.high, step: row.step ?? "any", unit: row.unit ?? "", help: row.help }, send);
    return { element: slider.element, set: (value) => value !== null && value !== undefined && slider.set(value) };
  }

  #choice(row, send) {
    const options = row.options ?? [];
    const select = html("select", { id: `set-${row.key}`, onchange: () => send(options[select.selectedIndex].value) }, options.map((one) => html("option", { value: String(one.value) }, one.label)));
    return { element: html("div", {}, html("label", { for: `set-${row.key}` }, row.label), select), set: (value) => { select.value = typeof value === "object" && value ? "" : String(value); } };
  }

  #toggle(row, send) {
    const box = html("input", { type: "checkbox", role: "switch", onchange: () => send(box.checked) });
    return { element: html("label", { class: "switch" }, box, row.label), set: (value) => { box.checked = Boolean(value); } };
  }

  #flags(row, send) {
    const boxes = (row.options ?? []).map((one) => ({ one, box: html("input", { type: "checkbox" }) }));
    const element = html("fieldset", {}, html("legend", {}, row.label), boxes.map(({ one, box }) => html("label", { class: "switch" }, box, one.label)));
    element.addEventListener("change", () => send(boxes.filter(({ box }) => box.checked).map(({ one }) => one.value)));
    return { element, set: (value) => boxes.forEach(({ one, box }) => { box.checked = (value ?? []).includes(one.value); }) };
  }

  // --- what ails -----------------------------------------------------------------------------------------------------

  #conditions() {
    const rows = (this.app.schema.conditions ?? []).filter((one) => !one.name.startsWith("leaking-"));
    if (!rows.length || !this.app.offers("condition")) return null;
    const error = this.#error("condition");
    const boxes = rows.map((row) => {
      const box = html("input", { type: "checkbox", "data-condition": row.name, onchange: () => this.app.ask({ type: "condition", name: row.name, on: box.checked, body: this.body }, error) });
      return html("label", { class: "switch", title: `${row.meaning}; ${row.source ?? ""}` }, box, row.title);
    });
    const set = this.#set("Conditions", boxes, error);
    this.updates.push((state) => {
      const on = new Set((state.scenario[this.body]?.conditions ?? []).map((one) => one.name));
      for (const box of set.querySelectorAll("[data-condition]")) box.checked = on.has(box.dataset.condition);
    });
    return set;
  }

  // --- what was done, and what is made by hand -----------------------------------------------------------------------

  #treatments() {
    if (!this.app.schema.treatments?.length || !this.app.offers("treatment")) return null;
    const error = this.#error("treatment");
    const made = new Treatments(this.app, error);
    this.updates.push((state) => made.show(state.scenario[this.body]));
    return this.#set("Treatments, on both legs", made.elements, error);
  }

  #own(type, title, Made) {
    if (!this.app.offers(type, "own")) return null;
    return html("details", { class: "card own" }, html("summary", {}, title), new Made(this.app, this.#error(title)).element);
  }

  // --- all numbers ---------------------------------------------------------------------------------------------------

  #all() {
    const rows = this.app.schema.parameters ?? [];
    if (!rows.length) return null;
    const field = html("input", { type: "search", id: "search", placeholder: "name or source", style: "width:100%" });
    const body = html("tbody");
    const note = html("p", { class: "soft" });
    const most = 60;
    const fill = () => {
      const wanted = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const found = rows.filter((row) => wanted.every((one) => `${row.name} ${row.source} ${row.why ?? ""}`.toLowerCase().includes(one)));
      body.replaceChildren(...found.slice(0, most).map((row) => html("tr", {}, html("th", { scope: "row" }, row.name.replaceAll("_", " ")), html("td", {}, `${row.value} ${row.unit ?? ""}`), html("td", { class: "source" }, [row.source, row.why].filter(Boolean).join(": ")))));
      say(note, found.length > most ? `${most} of ${found.length} shown` : `${found.length} numbers`);
    };
    field.addEventListener("input", fill);
    const table = html("table", {}, html("thead", {}, html("tr", {}, ["number", "value", "source"].map((one) => html("th", { scope: "col" }, one)))), body);
    const box = html("details", {}, html("summary", {}, "All numbers of the body"), html("label", { for: "search", class: "soft" }, "Search"), field, note, html("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Numbers of the body", style: "max-height:22rem" }, table));
    box.addEventListener("toggle", () => box.open && fill());
    return box;
  }

  show(state) {
    this.state = state;
    const two = Boolean(state.scenario.b);
    this.bodyRow.hidden = !two;
    for (const button of this.bodyRow.children) button.setAttribute("aria-pressed", String(button.dataset.body === this.body));
    for (const update of this.updates) update(state);
  }
}
