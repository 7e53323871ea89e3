// The leg as a scheme, for the laboratory: coloured by pressure or oxygen, with five glass tubes, the cushions of a device and
// the outline of the morning. One leg, or two on one clock.

import { gradient, SCALES, ticks } from "./colour.js";
import { figure, html, say } from "../dom.js";
import { Leg } from "./leg.js";
import { digitsFor, factorOf, unitOf } from "../units.js";
import { isClinical, onWords, spoken, word } from "../words.js";
import { airWords, FORCE_WORDS, garmentWords, growthOf, swellingWords } from "./worn.js";

const STILL_MS = 500; // between pictures where motion is not wanted
const TITLES = { a: "A", b: "B" };
const UNITS_A_CM = 13; // of the drawing

// "Male, 30 years, 170 cm, 70 kg; RAL II" is "RAL II" where two stand side by side.
function short(note) {
  const [, ...more] = note.split("; ");
  return more.length ? more.join("; ") : "healthy, bare";
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
    this.sizes = new ResizeObserver(() => this.fit());
    this.sizes.observe(this.panels);
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
    return html("div", { class: "under-leg" }, legend, this.colours);
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
  }

  #build(bodies) {
    this.legs = bodies.map((body) => new Leg(this.app.schema.plan, { onPick: (what) => this.#picked(body, what), title: "The leg" }));
    this.heads = bodies.map(() => html("h2"));
    this.badges = bodies.map(() => html("div", { class: "badges" }));
    this.panels.replaceChildren(...bodies.map((body, k) => {
      const leg = this.legs[k];
      this.sizes.observe(leg.element); // whatever stands above it: the dots stay in their veins
      return html("div", { class: "leg-panel", "data-body": body }, this.heads[k], this.badges[k], leg.element);
    }));
    document.documentElement.classList.toggle("two", bodies.length > 1);
    this.fit();
  }

  // What is clicked belongs to the leg that it is clicked on, and so do the controls from then on.
  #picked(body, what) {
    this.app.turnTo(body);
    this.app.tell("picked", what);
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
      leg.show(frame.bodies[k], this.pending, fresh, this.app.reflux.of(k));
      this.#swelling(leg, frame.bodies[k], k);
      this.#badges(k, frame, leg);
    });
    this.pending = 0;
  }

  again() {
    if (this.frame) this.legs.forEach((leg, k) => leg.show(this.frame.bodies[k], 0, false, this.app.reflux.of(k)));
  }

  #swelling(leg, body, k) {
    const growth = {};
    let sum = 0;
    (this.hello.regions ?? []).forEach((region, i) => {
      if (region.side !== this.side) return;
      const name = region.name.replace(`_${this.side}`, "");
      growth[name] = UNITS_A_CM * growthOf(name, body.swelling[i]);
      sum += body.swelling[i];
    });
    leg.skin.swell(growth);
    this.swollen ??= [];
    this.swollen[k] = sum;
  }

  #badges(k, frame, leg) {
    const cycles = this.names.scalar(frame.bodies[k], "cycles");
    const worn = garmentWords(leg.garment.worn);
    const words = [
      worn && `${word("stocking")}: ${worn}`,
      swellingWords(this.swollen[k]),
      ...this.#set(leg),
      cycles >= 2 && `one step of every ${figure(cycles)} shown`,
    ].filter(Boolean);
    const text = words.join("|");
    if (this.badges[k].shownText === text) return;
    this.badges[k].shownText = text;
    this.badges[k].replaceChildren(...words.map((one) => html("span", { class: "badge" }, one)));
  }

  // What else is on or off, in words.
  #set(leg) {
    const { device, cuffs = [], without = [] } = this.app.state?.scenario ?? {};
    const air = airWords(leg.sleeve.rows);
    const what = [device && `device: ${(device.name ?? device).replaceAll("-", " ")}`, ...cuffs.map((one) => one.kind ?? "cuff")].filter(Boolean).join(" and ");
    return [what && `${what}${air && `, ${air}`}`, ...without.map((one) => `without ${FORCE_WORDS[one] ?? one}`)];
  }
}
