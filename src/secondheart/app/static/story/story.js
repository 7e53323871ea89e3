// The story: the quick controls, a sentence with its one action, a guess before it, and where the lens stands.

import { byId, figure, html, put, say } from "../dom.js";
import { writeMode } from "../lab/open_shared.js";
import { onWords, word } from "../words.js";
import { LensHandle, StockingHandle } from "../scene/handles.js";
import { lensRoom } from "./lens_room.js";
import { FORCES_STATES, Now } from "./now.js";
import { ASIDES, GUESSES, STEPS } from "./steps.js";
import { Stride } from "./stride.js";

const VERBS = ["lie", "sit", "stand", "tiptoe", "walk", "run"];
const SAFE = ["RAL I", "RAL II"]; // what is offered at once; what is prescribed says so
const USUAL = "RAL II"; // what is pulled up the leg
const IDLE_MS = 20_000;
const PHONE_PX = 760;
const LENS_FROM_PX = 560; // a lower page has no room for a lens beside all else
const [LENS_AIR_PX, LENS_UNDER_PX, LEAST_LENS_PX] = [10, 50, 44]; // beside its words, below it for them; its radius
const GROUND_WORDS_PX = 44; // of its words on the ground of a narrow picture
const [LENS_WORDS_PX, LEAST_WORDS_PX, WORDS_OVER_PX] = [320, 220, 56]; // width of the words under it: most, least, more than the lens
const [BADGES_PX, TITLES_PX] = [38, 20]; // over the people in the laboratory; and with A and B
const [NUMBER_SHARE, NUMBER_PX] = [0.3, 120]; // of a narrow picture that the number takes at the right
const [SENTENCE_SHARE, SENTENCE_AIR_PX] = [0.38, 20]; // and a low one that the sentence takes at the left, as in story.css
const AHEAD_SHARE = 0.06; // of a picture, that a leg which walks towards the sentence stands off it
const SAME = 0.15; // share of change that counts as none

export class Story {
  constructor(app, page) {
    [this.app, this.page] = [app, page];
    this.step = 0;
    this.labelled = true;
    this.now = new Now(byId("now"), app);
    this.#quick();
    this.#caption();
    this.#handles();
    app.on("state", (state) => this.#settle(state)).on("hello", () => this.#ready()).on("body", () => app.state && this.#settle(app.state)).on("waiting", (text) => this.#wait(text)).on("silent", () => this.#notAwaited());
    for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, () => this.#touched(), true);
    onWords(() => app.state && this.#settle(app.state));
    this.#touched();
    this.#wait("");
  }

  // --- the quick controls --------------------------------------------------------------------------------------------

  #quick() {
    const { app } = this;
    this.error = html("span", { class: "error", role: "alert", "data-error": "verb" });
    const known = new Map(app.schema.verbs?.map((one) => [one.name, one]));
    this.buttons = new Map(VERBS.filter((name) => known.has(name) && app.offers("do")).map((name) => [name, html("button", { type: "button", "data-verb": name, "aria-pressed": "false", title: known.get(name).help, onclick: () => this.#do(known.get(name)) }, known.get(name).label)]));
    this.play = html("button", { type: "button", "data-do": "play", onclick: () => app.ask({ type: "play", playing: app.state?.scenario.playing === false }) }, "Pause");
    this.play.classList.add("story-only");
    byId("quick").append(html("div", { class: "joined", role: "group", "aria-label": "What the person does" }, ...this.buttons.values()), this.play, this.error);
    this.person = html("select", { id: "person", "aria-label": "Whose leg", onchange: () => app.ask({ type: "preset", name: this.person.value, body: app.body }, this.error) },
      (app.schema.presets ?? []).map((one) => html("option", { value: one.name, title: one.help }, one.label)), html("option", { value: "", disabled: true, hidden: true }, "Own settings"));
    this.wear = html("select", { id: "quick-wear", "aria-label": "Stocking, on both legs", onchange: () => this.#dress() }, html("option", { value: "none" }, "No stocking"), this.#garments());
    byId("preset").append(this.person, this.wear);
    this.person.hidden = !app.offers("preset");
    this.wear.hidden = !app.offers("wear");
    byId("quick").hidden = !app.offers("do");
    byId("preset").hidden = !app.offers("preset") && !app.offers("wear");
  }

  // Class I and II; the stronger ones only with what has to come first.
  #garments() {
    const all = this.app.schema.garments ?? [];
    const option = (one) => html("option", { value: one.name }, one.name.replace("RAL", "Stocking, class"));
    const stronger = all.filter((one) => one.name.startsWith("RAL") && one.prescribed);
    return [all.filter((one) => SAFE.includes(one.name)).map(option), stronger.length && html("optgroup", { label: stronger[0].prescribed }, stronger.map(option)), html("option", { value: "", disabled: true, hidden: true }, "Own garment")];
  }

  #dress() {
    this.app.ask({ type: "wear", kind: this.wear.value, length: "knee", side: "both", body: this.app.body }, this.error);
  }

  #do(verb) {
    const given = this.app.state?.scenario;
    const usual = Object.fromEntries((verb.arguments ?? []).map((one) => [one.name, one.default]));
    return this.app.ask({ type: "do", verb: verb.name, arguments: given?.verb === verb.name ? given.arguments : usual }, this.error);
  }

  // --- the sentence --------------------------------------------------------------------------------------------------

  #caption() {
    this.count = html("p", { class: "soft count" });
    this.title = html("h2", { class: "title" });
    this.text = html("p", { class: "text" });
    this.dots = html("div", { class: "dots", "aria-hidden": "true" }, STEPS.map(() => html("i")));
    this.deed = html("div", { class: "choices deeds" });
    this.answer = html("p", { class: "answer", role: "status" });
    this.waits = html("progress", { "aria-label": "The body is made ready" });
    this.lensWords = html("p", { class: "lens-words", "aria-hidden": "true", hidden: true });
    byId("story").append(this.count, this.title, this.text, this.dots, this.answer, this.waits, this.deed);
    byId("picture").append(this.lensWords);
  }

  // What can be taken hold of: time, the lens, a stocking.
  #handles() {
    const { app } = this;
    const picture = byId("picture");
    this.stride = new Stride(app, this.page.scene);
    this.dots.after(this.stride.element);
    new LensHandle(picture, this.page.scene, { place: () => this.lensPlace(), onMove: () => { this.lensOn = true; } });
    this.stocking = new StockingHandle(picture, this.page.scene, { onWear: (length) => app.ask({ type: "wear", kind: length === "none" ? "none" : USUAL, length: length === "none" ? "knee" : length, side: "both", body: app.body }, this.error) });
  }

  // The length that is worn, by what presses on the thigh.
  get #worn() {
    const worn = this.app.state?.scenario.wear?.[this.app.body]?.at(-1);
    return worn ? (worn.thigh_mmHg > 0 ? "thigh" : "knee") : "none";
  }

  /** Begin at a scene. */
  begin(step) {
    this.step = Math.min(Math.max(step, 0), STEPS.length - 1);
    this.#show();
    this.#wait("");
    this.opening = this.step > 0; // its state is wished for as soon as it is known that nothing else goes on
  }

  /** Go to a scene: its state is wished for, and the reader may do all else at any time. */
  async go(step) {
    this.step = step;
    this.#show();
    writeMode("story", step);
    this.page.scene.chosen = STEPS[step].door ?? "";
    await this.#wish(STEPS[step].enter);
  }

  async #wish(messages) {
    for (const message of messages) {
      if (!this.app.offers(message.type)) continue;
      const vein = message.vein?.replace("{side}", this.app.side);
      if (!(await this.app.ask({ ...message, ...(vein ? { vein } : {}) }, this.error))) return;
    }
    if (!messages.some((one) => one.type === "leak")) return;
    this.making = STEPS[this.step].whose;
    if (this.app.state) this.#settle(this.app.state);
  }

  // Whose leg it is: a preset, whom a scene has made, or whom the reader has.
  #whose(state) {
    const { body } = this.app;
    this.person.value = state.presets?.[body] ?? "";
    const known = JSON.stringify(state.scenario[body]);
    if (this.making && !this.person.value) [this.made, this.making] = [{ known, whose: this.making }, ""];
    say(this.person.lastElementChild, this.made?.known === known ? this.made.whose : "Own settings");
  }

  // The sentence of the scene, or where something else is done than it tells of, one of that.
  #tell(verb) {
    const row = STEPS[this.step];
    const { title, text, verb: expected } = row;
    const aside = (expected && verb !== expected && !this.opening) || !this.#open(row) ? ASIDES[verb] : null;
    say(this.title, aside?.[0] ?? title);
    say(this.text, aside?.[1] ?? text);
  }

  #show() {
    const row = STEPS[this.step];
    this.waiting = null;
    say(this.count, `${this.step + 1} of ${STEPS.length}`);
    say(this.title, row.title);
    say(this.text, row.text);
    say(this.answer, "");
    [...this.dots.children].forEach((dot, k) => dot.classList.toggle("on", k <= this.step));
    put(this.answer, "data-answer", "");
    this.guessing = false;
    this.page.scene.view = row.view;
    this.now.card.hidden = false;
    this.#deeds(row);
    this.now.forces.hidden = !row.forces || !this.app.offers("forces");
    this.asked = "";
    this.page.scene.again();
  }

  // The shares of the forces, anew where something else is done or by someone else.
  #shares(state) {
    const key = JSON.stringify([state.scenario.verb, state.scenario[this.app.body], state.scenario.wear]);
    if (this.now.forces.hidden || !this.visible || key === this.asked || !(state.scenario.verb in FORCES_STATES)) return;
    this.asked = key;
    this.now.await();
    this.app.ask({ type: "forces", body: this.app.body }, this.error);
  }

  // What the clock of a day says, and how much the leg has swollen since its morning.
  #day() {
    const { state, series, schema, side, body } = this.app;
    const day = schema.days?.find((one) => one.name === state.scenario.arguments.name);
    const minutes = Math.floor(((day?.begins_s ?? 0) + series.now) / 60) % 1440;
    const time = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
    say(this.answer, `${time}, ${state.label}. The leg holds ${figure(series.last(body, `swelling_${side}`))} mL more than in the morning.`);
  }

  #deeds(row) {
    const [before, after] = [STEPS.findLastIndex((one, k) => k < this.step && this.#open(one)), STEPS.findIndex((one, k) => k > this.step && this.#open(one))];
    const next = after > 0 ? html("button", { type: "button", "data-next": "", onclick: () => this.go(after) }, "Next") : html("button", { type: "button", onclick: () => this.page.show("lab") }, "To the laboratory");
    const back = before >= 0 && html("button", { type: "button", class: "quiet", "data-back": "", onclick: () => this.go(before) }, "Back");
    const act = this.#possible(row.guess?.act ?? row.act) && html("button", { type: "button", class: "main", "data-act": "", onclick: () => this.#act(row) }, row.action);
    const more = row.more && this.#possible(row.more.act) && html("button", { type: "button", onclick: () => this.#wish(row.more.act) }, row.more.label);
    this.deed.replaceChildren(...[act, more, next, back].filter(Boolean));
    this.main = act || null;
  }

  // Whether all that is wished for can be done here; what is only looked at cannot be changed.
  #possible(wished) {
    return !Array.isArray(wished) || wished.every((message) => this.app.offers(message.type));
  }

  // Whether a scene can be shown: it is made, or what goes on is what it tells of.
  #open(row) {
    return this.app.offers("do") || Boolean(row.verb && row.verb === this.app.state?.scenario.verb);
  }

  #act(row) {
    if (row.guess) this.#guess(row);
    else if (row.follow) this.#follow();
    else if (row.act === "doctor") this.page.doctor();
    else this.#wish(row.act);
  }

  // --- guess first ---------------------------------------------------------------------------------------------------

  #guess(row) {
    say(this.answer, row.guess.ask);
    this.deed.replaceChildren(...GUESSES.map((guess) => html("button", { type: "button", "data-guess": guess, onclick: () => this.#guessed(row, guess) }, `It ${guess}`)));
    this.deed.firstChild.focus();
  }

  async #guessed(row, guess) {
    this.guessing = true;
    const before = this.now.mean;
    say(this.answer, `You say: it ${guess}. Watch …`);
    this.#deeds(row);
    await this.#wish(row.guess.act);
    this.waiting = { row, guess, before, until: this.app.series.now + row.guess.after_s };
  }

  #judge() {
    const { row, guess, before } = this.waiting;
    this.waiting = null;
    const after = this.now.mean;
    const change = (after - before) / Math.max(Math.abs(before), 1);
    const found = Math.abs(change) < SAME ? "stays" : change < 0 ? "falls" : "rises";
    say(this.answer, `${guess === found ? "Right" : "Not so"}: it ${found}, from ${figure(before)} to ${figure(after)} mmHg. ${found === row.guess.right ? row.why ?? "" : ""}`.trim());
    put(this.answer, "data-answer", found);
  }

  #follow() {
    const actor = this.page.scene.actors[0];
    const there = actor?.trip.begin();
    say(this.answer, there ? "" : "No drop can be followed at the moment.");
  }

  // --- what comes in -------------------------------------------------------------------------------------------------

  #wait(text) {
    if (!this.app.hello) say(this.answer, text || "Making the body ready: about ten seconds the first time.");
    for (const one of this.#controls()) one.disabled = !this.app.state || !this.app.hello;
    this.waits.hidden = Boolean(this.app.hello);
  }

  // Nothing is made ready while nobody answers.
  #notAwaited() {
    if (this.answer.textContent.startsWith("Making")) say(this.answer, "");
    this.waits.hidden = true;
  }

  #controls() {
    return [...this.buttons.values(), this.play, this.person, this.wear, ...this.deed.querySelectorAll("button")];
  }

  #ready() {
    this.#notAwaited();
    for (const one of this.#controls()) one.disabled = !this.app.state;
  }

  #settle(state) {
    const { scenario } = state;
    this.#ready();
    if (this.opening && this.app.hello) {
      this.opening = false;
      if (!this.app.hello.resumed && !this.app.shared) this.go(this.step);
    }
    this.#keepUp(scenario);
    this.#tell(scenario.verb);
    if (!this.app.offers("do") && scenario.verb !== this.looked) this.#deeds(STEPS[this.step]); // other scenes are of what goes on now
    this.looked = scenario.verb;
    for (const [name, button] of this.buttons) button.setAttribute("aria-pressed", String(name === scenario.verb));
    say(this.play, scenario.playing === false ? "Play" : "Pause");
    put(this.play, "data-playing", String(scenario.playing !== false));
    this.#whose(state);
    const worn = (scenario.wear?.[this.app.body] ?? []).at(-1)?.name ?? "";
    this.#shares(state);
    this.wear.value = worn ? ([...this.wear.options].find((one) => one.value && worn.startsWith(`${one.value},`))?.value ?? "") : "none";
    say(this.wear.options[0], `No ${word("stocking")}`);
  }

  // Who walks off during the first scene goes on to the second.
  #keepUp({ verb }) {
    if (this.step !== 0 || verb !== "walk" || this.guessing || this.opening) return;
    this.step = 1;
    this.#show();
    if (this.visible) writeMode("story", this.step);
  }

  /** A valve or vein was picked. */
  picked(row) {
    if (row.kind === "valve") this.lensOn = true;
  }

  shown(on) {
    this.visible = on;
    byId("story").hidden = !on;
    byId("now").hidden = !on;
  }

  tick() {
    const row = STEPS[this.step];
    this.stocking.follow(this.visible && row.stocking && this.page.scene.actors.length === 1 && this.app.offers("wear"), this.#worn);
    if (!this.visible) return;
    this.stride.tick(row.stride);
    this.now.moment = this.stride.moment;
    this.now.tick();
    if (this.waiting && this.app.series.now >= this.waiting.until) this.#judge();
    const trip = this.page.scene.actors[0]?.trip;
    if (trip?.text && this.app.state) say(this.answer, trip.text);
    if (STEPS[this.step].day && this.app.state?.scenario.verb === "day") this.#day();
    const place = this.lensPlace();
    this.lensWords.hidden = !place;
    if (place) this.#words(place);
  }

  #touched() {
    clearTimeout(this.idle);
    this.main?.classList.remove("inviting");
    this.idle = setTimeout(() => this.main?.classList.add("inviting"), IDLE_MS);
  }

  // --- where things stand --------------------------------------------------------------------------------------------

  #size() {
    const { width, height, side } = this.page.scene;
    const narrow = width < PHONE_PX;
    return { width, height, narrow, grounded: narrow || height > width, swapped: narrow && height > width && side === "right" };
  }

  /** Where the lens stands, or null where there is none. */
  lensPlace() {
    const row = STEPS[this.step];
    const { scene, cards } = this.page;
    if (!scene.hello || this.page.mode === "lab" || !(row.lens || this.lensOn)) return null;
    const { width, height, narrow } = this.#size();
    if (row.lens === "wide" && !this.lensOn && (narrow || height < LENS_FROM_PX)) return null;
    const reach = scene.reach(scene.lensOf ?? 0);
    const from = [reach, cards, width, height, scene.view, this.page.badgesHigh];
    if (from.some((one, i) => one !== this.placedFrom?.[i])) [this.placedFrom, this.placed] = [from, this.#place(reach)];
    return this.placed;
  }

  // Legs come nowhere under it; a far leg does so only where all of the body is seen, for else it is drawn where it has room.
  #place(reach) {
    const { width, height, narrow, grounded, swapped } = this.#size();
    const { cards = [], scene: { view } } = this.page;
    const radius = narrow ? Math.min(width * 0.2, 84) : Math.min(140, height * 0.2, width * 0.12);
    const usual = narrow ? { x: swapped ? radius + 10 : width - radius - 10, y: height - radius - 40, radius } : { x: width - radius - 44, y: height - radius - 64, radius };
    const legs = reach ? [...reach.near, ...(view === "body" ? [...reach.far, ...reach.arms] : [])] : [];
    const words = grounded ? { wide: 0, high: this.#groundWordsPx } : { wide: this.#wordsWide(radius), high: LENS_UNDER_PX };
    return lensRoom(usual, { least: LEAST_LENS_PX, words, width, height, legs, over: cards });
  }

  // Its words stand under it, and on the ground where the picture is narrow or high.
  get #groundWordsPx() {
    return GROUND_WORDS_PX + (this.page.badgesHigh ?? 0);
  }

  #wordsWide(radius) {
    return Math.min(Math.max(2 * radius + WORDS_OVER_PX, LEAST_WORDS_PX), LENS_WORDS_PX);
  }

  #words(place) {
    const { style } = this.lensWords;
    const { width, grounded } = this.#size();
    say(this.lensWords, this.page.scene.lens.caption);
    const wide = grounded ? width - 2 * LENS_AIR_PX : this.#wordsWide(place.radius);
    const left = Math.max(Math.min(place.x - wide / 2, width - wide - 4), 4);
    style.width = `${wide.toFixed(0)}px`;
    style.top = grounded ? "auto" : "";
    style.bottom = grounded ? `${(this.page.badgesHigh ?? 0) + 2}px` : ""; // on the ground
    style.transform = grounded ? `translate(${LENS_AIR_PX}px, 0)` : `translate(${left.toFixed(0)}px, ${(place.y + place.radius + 8).toFixed(0)}px)`;
  }

  /** What lies over the picture at its sides. */
  insets() {
    const { width, height, narrow, swapped } = this.#size();
    const { scene } = this.page;
    const titles = scene.actors.length > 1 ? TITLES_PX : 0;
    if (this.page.mode === "lab") return { top: (this.page.badges.key ? BADGES_PX : 14) + titles, bottom: (this.page.toolsHigh ?? 0) + 10 };
    const beside = width > height ? width * SENTENCE_SHARE + SENTENCE_AIR_PX : 0; // it stands beside the person, and not above
    const lies = (scene.actors[0]?.figure.lying ?? 0) > 0.5;
    const bottom = Math.max(Math.min(height * 0.05, 24), this.page.badgesHigh ?? 0);
    const near = scene.view === "body" ? 0 : (this.page.cardsWide ?? 0) + LENS_AIR_PX; // a leg seen from near keeps the number free
    if (narrow) {
      const room = lies ? 0 : Math.max(near, Math.min(width * NUMBER_SHARE, NUMBER_PX));
      const [left, right] = swapped ? [room, 0] : [lies ? 0 : beside, room]; // who walks to the left has the number behind, too
      return { top: lies ? height * 0.3 : 8, left, right, bottom, low: true };
    }
    if (lies) return { left: 24, right: 24, top: height * 0.5, bottom: 16 };
    const side = Math.min(width * 0.29, 470);
    const ahead = near && scene.side === "right" ? width * AHEAD_SHARE : 0; // knee and trunk lean that way
    return { left: side + ahead, right: Math.max(side * 0.72, near), top: 22, bottom: Math.max(height * 0.055, 40) };
  }
}
