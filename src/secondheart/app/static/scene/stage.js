// The picture: one leg, or two on one clock, with the legend and the tools under it.

import { gradient, SCALES, ticks } from "./colour.js";
import { byId, figure, html, put, say } from "../dom.js";
import { Leg } from "./leg.js";
import { digitsFor, factorOf, pressureUnit, unitOf } from "../units.js";
import { isClinical, onWords, spoken, word } from "../words.js";

const STILL_MS = 500; // between pictures where motion is not wanted
const FACTS = 4; // sex, age, height, mass
const FORCES = { heart: "the push of the heart", breathing: "the pull of breathing", muscles: "the squeeze of the muscles" };
const TITLES = { a: "A", b: "B" };
const FROM = "great_saphenous_ankle"; // where a followed drop sets off
// What a mL adds to the radius of a region, for its length and radius in cm of an adult's leg; 13 units of the drawing are a cm.
const UNITS_A_CM = 13;
const SIZES = { thigh: [40, 8], upper_calf: [17, 5.7], lower_calf: [17, 4.5], foot: [24, 4] };
const EXAGGERATED = 10;
const TOLD_ML = 5; // less than that is not spoken of

// "default: male, 30 years, 170 cm, 70 kg, RAL II" is "RAL II" where two stand side by side.
function short(note) {
  const [name, facts = ""] = note.split(": ");
  const more = facts.split(", ").slice(FACTS);
  return more.length ? more.join(", ") : name === "default" ? "healthy, bare" : name;
}

export class Stage {
  constructor(root, app) {
    [this.root, this.app] = [root, app];
    this.side = "left";
    this.colour = "pressure";
    this.legs = [];
    this.pending = 0;
    this.reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.panels = html("div", { class: "legs" });
    root.append(this.panels, this.#tools());
    new ResizeObserver(() => this.fit()).observe(this.panels);
    onWords(() => {
      this.#legend();
      this.again();
    });
    this.#legend();
  }

  #tools() {
    this.ramp = html("div", { class: "ramp" });
    this.scaleWords = html("span");
    this.scaleTicks = html("div", { class: "ticks" });
    const legend = html("div", { class: "legend", "data-legend": "" }, this.scaleWords, this.ramp, this.scaleTicks);
    this.colours = this.#joined("Colour", [["pressure", "Pressure"], ["oxygen", "Oxygen"]], (name) => this.colourBy(name));
    this.sides = this.#joined("Leg", [["left", "Left"], ["right", "Right"]], (name) => this.app.look(name));
    this.followed = html("button", { type: "button", "aria-pressed": "false", onclick: () => this.#follow() }, "Follow a drop");
    this.trip = html("span", { class: "soft trip" });
    return html("div", { class: "under-leg" }, legend, this.colours, this.sides, this.followed, this.trip);
  }

  #joined(label, choices, chosen) {
    const group = html("div", { class: "joined", role: "group", "aria-label": label });
    for (const [name, text] of choices) group.append(html("button", { type: "button", "data-choice": name, "aria-pressed": "false", onclick: () => chosen(name) }, text));
    return group;
  }

  #press(group, name) {
    for (const button of group.children) button.setAttribute("aria-pressed", String(button.dataset.choice === name));
  }

  #legend() {
    const scale = SCALES[this.colour];
    this.ramp.style.background = gradient(scale);
    say(this.scaleWords, `Colour: ${isClinical() ? scale.clinical : scale.plain}, ${unitOf(scale.unit)}`);
    this.scaleTicks.replaceChildren(...ticks(scale).map((one) => html("span", {}, figure(one * factorOf(scale.unit), digitsFor(scale.unit, 0)))));
    this.#press(this.colours, this.colour);
  }

  colourBy(name) {
    this.colour = name;
    for (const leg of this.legs) leg.scale = SCALES[name];
    this.#legend();
    this.again();
  }

  /** Learn from a hello: one leg or two, and what there is to show. */
  bind(hello, names) {
    this.hello = hello;
    if (this.legs.length !== hello.bodies.length) this.#build(hello.bodies);
    const oxygen = hello.blocks.some((one) => one.name === "so2");
    this.colours.querySelector('[data-choice="oxygen"]').disabled = !oxygen;
    this.legs.forEach((leg, k) => {
      leg.bind(names, this.side, hello.people[hello.bodies[k]]);
      leg.scale = SCALES[this.colour];
    });
    this.names = names;
    this.#press(this.sides, this.side);
  }

  #build(bodies) {
    this.legs = bodies.map((body) => new Leg(this.app.schema.plan, { onPick: (what) => this.#picked(body, what), title: "The leg" }));
    this.heads = bodies.map(() => html("h2"));
    this.badges = bodies.map(() => html("div", { class: "badges" }));
    this.panels.replaceChildren(...bodies.map((body, k) => {
      const leg = this.legs[k];
      leg.element.addEventListener("click", (event) => this.#tagAt(leg, event));
      leg.parcels.onArrived = () => this.#arrived();
      return html("div", { class: "leg-panel", "data-body": body }, this.heads[k], this.badges[k], leg.element);
    }));
    document.documentElement.classList.toggle("two", bodies.length > 1);
    this.fit();
  }

  // What is clicked belongs to the leg that it is clicked on, and so do the controls from then on.
  #picked(body, what) {
    this.app.turnTo(body);
    this.app.inspect(what);
  }

  fit() {
    const style = getComputedStyle(document.documentElement);
    for (const leg of this.legs) {
      leg.colours = { dot: "#ffffff", edge: "#101318", tag: style.getPropertyValue("--alarm").trim() || "#d55e00" };
      leg.fit();
    }
  }

  /** What each leg is called: who it is and what it wears. */
  call(texts) {
    this.heads?.forEach((head, k) => {
      const two = this.legs.length > 1;
      head.title = spoken(texts[k] ?? "");
      head.replaceChildren(two ? `${TITLES[this.hello.bodies[k]]}  ` : "", html("small", {}, two ? short(head.title) : head.title));
    });
  }

  /** Draw a frame; `seconds` of simulated time went by since the last one drawn. Returns whether it was drawn. */
  show(frame, seconds, fresh) {
    this.pending += seconds;
    const now = performance.now();
    const still = this.reduced.matches;
    if (still && this.drawnAt && now - this.drawnAt < STILL_MS && !fresh) return;
    this.drawnAt = now;
    this.frame = frame;
    this.legs.forEach((leg, k) => {
      leg.still = still;
      leg.show(frame.bodies[k], this.pending, fresh);
      this.#swelling(leg, frame.bodies[k], k);
      this.#badges(k, frame, leg);
    });
    this.pending = 0;
    if (this.tripFrom !== undefined) this.#travel(frame);
  }

  again() {
    if (this.frame) this.legs.forEach((leg, k) => leg.show(this.frame.bodies[k], 0));
  }

  #swelling(leg, body, k) {
    const growth = {};
    let sum = 0;
    (this.hello.regions ?? []).forEach((region, i) => {
      if (region.side !== this.side) return;
      const name = region.name.replace(`_${this.side}`, "");
      const [length, radius] = SIZES[name] ?? [40, 8];
      growth[name] = (UNITS_A_CM * EXAGGERATED * body.swelling[i]) / (2 * Math.PI * radius * length);
      sum += body.swelling[i];
    });
    leg.skin.swell(growth);
    this.swollen ??= [];
    this.swollen[k] = Math.abs(sum) >= TOLD_ML ? sum : null;
  }

  #badges(k, frame, leg) {
    const cycles = this.names.scalar(frame.bodies[k], "cycles");
    const worn = leg.garment.told();
    const swollen = this.swollen[k];
    const told = [
      worn && `${word("stocking")}: ${worn}`,
      swollen !== null && swollen !== undefined && `${word("swelling")} ${figure(swollen)} mL, drawn ×${EXAGGERATED}`,
      ...this.#set(leg),
      cycles >= 2 && `one step of every ${figure(cycles)} shown`,
      leg.slowed && k === 0 && !this.reduced.matches && "dots slowed down",
    ].filter(Boolean);
    const text = told.join("|");
    if (this.badges[k].told === text) return;
    this.badges[k].told = text;
    this.badges[k].replaceChildren(...told.map((one) => html("span", { class: "badge" }, one)));
  }

  // What else is on or off, in words.
  #set(leg) {
    const { device, cuffs = [], without = [] } = this.app.state?.scenario ?? {};
    const air = leg.sleeve.told();
    const what = [device && `device: ${device.replaceAll("-", " ")}`, ...cuffs.map((one) => one.kind ?? "cuff")].filter(Boolean).join(" and ");
    return [what && `${what}${air && `, ${air}`}`, ...without.map((one) => `without ${FORCES[one] ?? one}`)];
  }

  #tagAt(leg, event) {
    if (event.target.closest(".valve, .vein")) return;
    if (leg.parcels.tag(leg.pointAt(event.clientX, event.clientY))) this.#setOff(leg);
  }

  #follow() {
    const leg = this.legs[0];
    if (leg.parcels.tagged) {
      leg.parcels.drop();
      this.#stop("");
    } else if (leg.parcels.tagIn(FROM)) this.#setOff(leg);
  }

  #setOff(leg) {
    this.travelling = leg;
    this.tripFrom = this.frame?.time;
    this.steps = 0;
    this.followed.setAttribute("aria-pressed", "true");
  }

  #travel(frame) {
    if (!this.travelling?.parcels.tagged) return;
    const k = this.legs.indexOf(this.travelling);
    const cycles = this.names.scalar(frame.bodies[k], "cycles");
    this.steps += Number.isFinite(cycles) ? cycles : 0;
    say(this.trip, this.#tripText(frame.time - this.tripFrom));
  }

  #tripText(seconds) {
    return `${figure(seconds)} s${this.steps >= 1 ? `, ${figure(Math.floor(this.steps))} steps` : ""}`;
  }

  #arrived() {
    if (this.tripFrom === undefined) return;
    const text = `Through the groin after ${this.#tripText(this.frame.time - this.tripFrom)}`;
    this.#stop(text);
    byId("polite").textContent = text;
  }

  #stop(text) {
    this.tripFrom = undefined;
    this.followed.setAttribute("aria-pressed", "false");
    say(this.trip, text);
  }

  /** Grey while nothing comes in. */
  dim(on) {
    document.documentElement.classList.toggle("dim", on);
    put(this.root, "data-live", on ? "false" : "true");
  }

  /** Tell it in the picture itself, too. */
  describe() {
    this.legs.forEach((leg, k) => say(leg.desc, this.told(k)));
  }

  /** What a look at the picture would tell. */
  told(k = 0) {
    const leg = this.legs[k];
    if (!leg?.values) return "";
    const { open, shut, back } = leg.valves.counted();
    const ankle = leg.readings.find((one) => one.place === "ankle");
    const pressure = figure(leg.values.pressure[ankle.index] * factorOf("mmHg"), digitsFor("mmHg", 0));
    const column = figure(leg.column.overAnkle(leg.values));
    return `Ankle vein ${pressure} ${pressureUnit()}: ${column} cm of blood stand over it. ${open} valves open, ${shut} shut${back ? `, ${back} let blood flow back` : ""}.${leg.sleeve.worn ? ` Air in cuffs and chambers: ${leg.sleeve.told()}.` : ""}`;
  }
}
