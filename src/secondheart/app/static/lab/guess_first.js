// Guess first: a question, the learner's own guess, then the model does it and the numbers tell.

import { byId, clock, figure, html } from "../dom.js";
import { pressureText } from "../units.js";

/** A card: when `first` was done for `settle` simulated seconds, `watch` is read; then `then` is done, and `after` seconds later it is read again. */
const CARDS = [
  {
    ask: "Someone stands still. What does the pressure in the vein at the ankle do when walking begins?",
    first: { verb: "stand" }, then: { verb: "walk" }, watch: "ankle_vein", settle: 40, after: 20, right: "falls",
    why: "Each step squeezes the veins of the calf empty, and the valves keep the blood from falling back: what is left over the ankle is only the short column up to the next closed valve.",
  },
  {
    ask: "Someone walks. What does it do when they stand still again?",
    first: { verb: "walk" }, then: { verb: "stand" }, watch: "ankle_vein", settle: 20, after: 45, right: "rises",
    why: "Blood comes in through the capillaries until the column reaches up to the heart again. The slower that goes, the better the valves.",
  },
  {
    ask: "Someone stands. What does it do when they lie down?",
    first: { verb: "stand" }, then: { verb: "lie" }, watch: "ankle_vein", settle: 40, after: 12, right: "falls",
    why: "Lying, the ankle is as high as the heart: there is no column over it.",
  },
];
const SAME = 0.12; // share of change that counts as none
const FAST = 600; // times life
const BRISK = 5; // times life at which a question is watched: a step can still be seen
const MEAN_S = 5; // so that a single step does not decide

export class Teach {
  constructor(root, app) {
    [this.root, this.app] = [root, app];
    this.card = html("div");
    this.start = html("button", { type: "button", onclick: () => this.open(0) }, "Guess first: three questions");
    this.challenge = html("button", { type: "button", onclick: () => this.dare() }, "A challenge");
    this.day = html("button", { type: "button", onclick: () => this.hours() }, "Hours of standing, at speed");
    this.whole = html("button", { type: "button", onclick: () => this.wholeDay() }, "A whole day, at speed");
    root.append(html("h2", {}, "Guess first"), html("div", { class: "choices" }, this.start, this.challenge, this.day, app.schema.days?.length && this.whole), this.card);
    this.waiting = null;
  }

  open(number) {
    this.#close();
    const card = CARDS[number];
    this.speed ??= this.app.state?.scenario.speed ?? 1; // as it was before the first question
    const since = this.app.state?.scenario.verb === card.first.verb ? this.app.found?.since_s ?? Infinity : 0;
    this.ready = this.app.series.now + Math.max(card.settle - since, 0);
    for (const wish of [{ type: "speed", speed: BRISK }, { type: "play", playing: true }]) this.app.ask(wish);
    if (since === 0) this.#rest(card);
    const choices = ["falls", "stays", "rises"].map((guess) => html("button", { type: "button", "data-guess": guess, onclick: () => this.#guess(number, guess) }, `It ${guess}`));
    this.card.replaceChildren(html("div", { class: "card" }, html("p", {}, `${number + 1} of ${CARDS.length}. ${card.ask}`), html("div", { class: "choices" }, choices)));
  }

  // It settles from when it was begun: frames of before may still be on their way, many seconds of them at speed.
  async #rest(card) {
    this.ready = Infinity;
    const accepted = await this.app.actions.choose(card.first.verb);
    this.ready = (accepted?.begins_s ?? this.app.series.now) + card.settle;
  }

  #guess(number, guess) {
    this.waiting = { card: CARDS[number], number, guess, from: this.app.series.now, until: Infinity };
    this.card.replaceChildren(html("div", { class: "card" }, html("p", {}, `You say: it ${guess}. Watch the leg …`)));
  }

  /** Follow the clock: when the time has come, compare. */
  tick(time) {
    if (this.dared) this.#judge();
    if (this.standing) this.#swell();
    if (this.today) this.#hour();
    const one = this.waiting;
    if (!one) return;
    if (time < one.from) this.waiting = null; // the clock was set back
    else if (time >= one.until) this.#tell(one);
    else if (one.before === undefined && time >= this.ready) this.#turn(one);
  }

  // As it was, and then the other thing.
  #turn(one) {
    const { series, side } = this.app;
    one.before = series.mean("a", `${one.card.watch}_${side}`, MEAN_S);
    one.until = series.now + one.card.after;
    this.app.actions.choose(one.card.then.verb);
  }

  #tell({ card, number, guess, before }) {
    this.waiting = null;
    this.app.ask({ type: "speed", speed: this.speed });
    this.speed = null;
    const { series, side } = this.app;
    const after = series.mean("a", `${card.watch}_${side}`, MEAN_S);
    const change = (after - before) / Math.max(Math.abs(before), 1);
    const found = Math.abs(change) < SAME ? "stays" : change < 0 ? "falls" : "rises";
    const text = `${guess === found ? "Right" : "Not so"}: it ${found}, from ${pressureText(before)} to ${pressureText(after)}. ${found === card.right ? card.why : "This leg does what a healthy one would not."}`;
    const next = number + 1 < CARDS.length && html("button", { type: "button", onclick: () => this.open(number + 1) }, "Next question");
    this.card.replaceChildren(html("div", { class: "card", "data-answer": found }, html("p", {}, text), html("div", { class: "choices" }, next)));
    byId("polite").textContent = text;
  }

  /** Break it: the ankle pressure is to stay above 60 mmHg in walking. */
  dare() {
    this.#close();
    this.dared = true;
    this.verdict = html("p");
    this.card.replaceChildren(html("div", { class: "card" }, html("p", {}, "Break it: make the mean pressure in the ankle vein stay above 60 mmHg in walking. Which valves, or which muscles, does it take?"), this.verdict));
  }

  #close() {
    [this.waiting, this.dared, this.standing, this.today] = [null, false, null, null];
  }

  /** Hours of standing in a minute: the leg swells; what helps is a button away. */
  async hours() {
    this.#close();
    this.verdict = html("p");
    const tries = [["Stand on", { type: "do", verb: "stand", arguments: {} }], ["Walk", { type: "do", verb: "walk", arguments: {} }], ["Legs up", { type: "do", verb: "raise_legs", arguments: {} }], ["Back to 1×", { type: "speed", speed: 1 }]];
    this.card.replaceChildren(html("div", { class: "card" }, html("p", {}, "An hour goes by in six seconds. Fluid leaves the capillaries of a hanging leg faster than the lymph takes it home: the skin stands out from its dashed outline of before. What takes it back?"),
      this.verdict, html("div", { class: "choices" }, tries.map(([text, message]) => html("button", { type: "button", onclick: () => this.app.ask(message) }, text)))));
    await this.app.ask({ type: "do", verb: "stand", arguments: {} });
    await this.app.ask({ type: "speed", speed: FAST });
    this.app.charts.unfold();
    this.standing = { from: this.app.series.now };
  }

  #swell() {
    const { series, side } = this.app;
    const text = `After ${clock(series.now - this.standing.from)}: ${figure(series.last("a", `swelling_${side}`))} mL in the leg.`;
    if (this.verdict.textContent !== text) this.verdict.textContent = text;
  }

  /** A day by the clock in two or three minutes; the choice of day begins it. */
  wholeDay() {
    this.#close();
    this.verdict = html("p", { "data-day": "" });
    this.error = html("span", { class: "error", role: "alert", "data-error": "day" });
    const choices = this.app.schema.days.map((day) => html("button", { type: "button", "data-day-name": day.name, onclick: () => this.#begin(day) }, `A day: ${day.name}`));
    const dressed = html("button", { type: "button", onclick: () => this.app.compare.choose("dressed") }, "With a stocking beside it");
    this.card.replaceChildren(html("div", { class: "card" }, html("p", {}, "A whole day of 24 hours, ten minutes a second: sitting, standing about, walking, lying. The leg swells against its dashed outline of the morning; by night it is slim again, or not. Which day is the worst? And what do stronger muscles, a stocking or good valves change?"),
      html("div", { class: "choices" }, choices, dressed), this.verdict, this.error));
  }

  async #begin(day) {
    const wishes = [{ type: "do", verb: "day", arguments: { name: day.name, part: 0 } }, { type: "restart" }, { type: "speed", speed: FAST }, { type: "play", playing: true }];
    for (const wish of wishes) if (!(await this.app.ask(wish, this.error))) return;
    this.app.charts.unfold();
    this.today = day;
  }

  // What the clock of that day says, what is done, and how much the leg has swollen.
  #hour() {
    const { series, side, state, hello } = this.app;
    const of = state?.scenario.verb === "day" ? state.label : "";
    const minutes = Math.floor((this.today.begins_s + series.now) / 60) % 1440;
    const time = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    const legs = hello.bodies.map((body) => `${hello.bodies.length > 1 ? `${body.toUpperCase()} ` : ""}${figure(series.last(body, `swelling_${side}`))} mL`);
    const text = of ? `${time}, ${of}. Swelling of the leg since the morning: ${legs.join(", ")}.` : `The day is over, or something else is done. Swelling of the leg: ${legs.join(", ")}.`;
    if (this.verdict.textContent !== text) this.verdict.textContent = text;
  }

  #judge() {
    const row = this.app.found?.rows.find((one) => one.name === "ankle_vein_mean" && one.side === this.app.side);
    const walking = this.app.state?.scenario.verb === "walk";
    const value = row?.a ?? NaN;
    const long = (row?.window_s ?? 0) >= 9;
    const text = !walking ? "Nobody walks yet." : !long ? "Wait …" : value > 60 ? `Done: ${pressureText(value)}. Such a leg swells, and its skin suffers.` : `${pressureText(value)}: the pump still works.`;
    if (this.verdict.textContent !== text) this.verdict.textContent = text;
  }
}
