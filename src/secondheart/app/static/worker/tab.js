// The session of the page without a server: what is wanted, the body that does it, the frames of it. No clock of its own.

import { ENVELOPE, GAP, SUMMARY, bodyFrame, packFrame, swelling } from "./frame_maker.js";
import { Findings } from "./findings.js";
import { Living } from "./living.js";
import { Refused, Wishes } from "./wishes.js";

const TICK_S = 0.01;
const CHARTED_TICKS = 64; // a frame of more is charted by its lowest, mean and highest
const SAMPLED = 240; // samples that a frame is made of, at most

export class Tab {
  /** `say` is handed each message and each frame for the page. */
  constructor(kernel, data, say) {
    this.page = data.header;
    this.live = new Living(kernel, data);
    this.wishes = new Wishes(this.page);
    this.findings = new Findings(this.page);
    this.say = say;
    this.wanted = this.wishes.first();
    Object.assign(this, { events: [], ends: null, again: false, anew: true, waits: true, change: "", seq: 0, number: 0, gap: true, begun: false, glimpse: false, steps: 0, visible: true });
  }

  get moving() {
    return this.wanted.playing || this.steps > 0;
  }

  /** Whether a frame is wanted: time goes on, or a change can be shown. */
  get showing() {
    return this.moving || (this.glimpse && this.live.tick >= this.live.busyUntil);
  }

  /** Answer a message of the page, and say what is set then. */
  hear(message) {
    if (message.type === "step") {
      this.steps += 1;
      return { type: "ok", time_s: this.#time };
    }
    const wanted = this.wishes.after(this.wanted, message);
    const { playing, speed } = wanted;
    const other = JSON.stringify({ ...wanted, playing: 0, speed: 0 }) !== JSON.stringify({ ...this.wanted, playing: 0, speed: 0 });
    this.waits ||= other || message.type === "do";
    this.glimpse ||= other;
    this.again ||= message.type === "do";
    this.anew ||= message.type === "restart";
    this.change = label(message) || this.change;
    this.wanted = wanted;
    this.say(this.state());
    return { type: "ok", time_s: this.#time, begins_s: TICK_S * Math.max(this.begun ? this.live.busyUntil : 0, 0), playing, speed };
  }

  get #time() {
    return this.begun ? this.live.time : 0;
  }

  /** What is set, and what is done. */
  state() {
    const { wanted } = this;
    const row = this.page.people.find((one) => one.name === wanted.who.preset);
    const own = wanted.who.strength_percent === row.strength_percent && !Object.keys(wanted.who.leaks).length;
    const waiting = this.begun && this.waits && this.live.tick < this.live.busyUntil;
    return {
      type: "state", time_s: this.#time,
      scenario: {
        a: { ...row.scenario, strength_percent: wanted.who.strength_percent, leaks: wanted.who.leaks }, b: null, wear: wanted.wear ? { a: [{ ...wanted.wear, side: "both" }] } : {},
        verb: wanted.verb, arguments: wanted.arguments, breathing: null, heart_rate_bpm: null, without: wanted.without, cuffs: [], device: wanted.device, speed: wanted.speed, playing: wanted.playing, watch: [],
      },
      pending: waiting ? { verb: wanted.verb, begins_s: this.live.busyUntil * TICK_S } : null,
      label: this.begun ? this.live.doing.deed.label : "", presets: { a: own ? wanted.who.preset : "" }, running: this.moving, exact: true, exact_since_s: 0, note: "",
    };
  }

  #doing() {
    const { wanted } = this;
    return { deed: this.wishes.deed(wanted.verb, wanted.arguments), without: wanted.without, garment: this.wishes.garment(wanted), device: this.wishes.device(wanted) };
  }

  /** Do what is wanted, as far as it can be done at this moment. */
  follow() {
    if (this.begun && this.ends !== null && this.live.tick >= this.ends) {
      this.wanted = this.wishes.next(this.wanted);
      Object.assign(this, { ends: null, waits: true });
    }
    if (!this.begun || this.anew) this.#restart();
    else if (this.waits && this.live.tick >= this.live.busyUntil) this.#catchUp();
  }

  #restart() {
    this.live.begin(this.wanted.who, this.#doing());
    Object.assign(this, { begun: true, anew: false, gap: true, done: null });
    this.#done();
    this.events.push({ kind: "restart", time: 0, label: this.live.doing.deed.label });
    this.#greet();
  }

  #catchUp() {
    const doing = this.#doing();
    const { live } = this;
    const dressed = doing.garment !== live.doing.garment;
    const moved = this.again || doing.deed !== live.doing.deed || doing.device !== live.doing.device || doing.without.join() !== live.doing.without.join();
    const other = JSON.stringify(this.wanted.who) !== JSON.stringify(live.who);
    const blood = (name) => this.page.people.find((one) => one.name === name).blood_mL;
    if (live.tick === 0 || blood(this.wanted.who.preset) !== blood(live.who.preset)) {
      this.#restart();
      return;
    }
    if (other) {
      if (!live.change(this.wanted.who)) {
        this.#restart();
        return;
      }
      this.events.push({ kind: "person", time: live.time, label: this.change, body: "a" });
    }
    const part = doing.deed.verb === "day" && live.doing.deed.verb === "day";
    if (moved || dressed) live.order(doing);
    if (dressed) this.events.push({ kind: "person", time: live.time, label: this.change, body: "a" });
    if (moved) this.events.push({ kind: part ? "part" : "do", time: live.time, label: this.#eventLabel() });
    this.#done();
    if (other || dressed) this.#greet();
  }

  // What goes on from now; where it is done as before, what was changed about it.
  #eventLabel() {
    return this.#key === this.done && !this.again && this.change ? this.change : this.live.doing.deed.label;
  }

  get #key() {
    return JSON.stringify([this.wanted.verb, this.wanted.arguments]);
  }

  #done() {
    const { deed } = this.live.doing;
    const key = this.#key;
    if (this.again || key !== this.done) this.ends = deed.duration_s === null ? null : this.live.tick + Math.max(Math.round(deed.duration_s / TICK_S), 1);
    Object.assign(this, { done: key, again: false, waits: false });
  }

  #greet() {
    this.number = (this.number % 65535) + 1;
    const { live } = this;
    const outfit = live.outfit;
    const leaks = Object.fromEntries(this.page.hello.valves.map((one) => [one.name, outfit.leak[one.connection]]).filter(([, leak]) => leak > 0));
    const muscles = this.page.hello.muscles.map((one) => one.name);
    const person = {
      ...live.row.words, leaks, garment_mmHg: [...outfit.garment_pressure], transmission: [...outfit.transmission],
      strengths: Object.fromEntries(outfit.strengths.map((strength, m) => [muscles[m], strength])), wears: live.doing.garment ? [live.doing.garment.name] : [],
    };
    this.hello = { ...this.page.hello, id: this.number, people: { a: person }, bodies: ["a"] };
    this.say(this.hello);
    this.say(this.state());
  }

  #news() {
    for (const one of this.events) this.say({ type: "event", time_s: one.time, kind: one.kind, label: one.label, body: one.body ?? "" });
    if (this.events.length) this.say(this.state());
    this.events = [];
  }

  /** Go some ticks further, or fewer where something else begins before, and say the frame of it. */
  frame(ticks, speed = 0) {
    this.glimpse = false;
    this.follow();
    const { live } = this;
    const turns = [live.tick + ticks, this.ends ?? Infinity, this.waits ? live.busyUntil : Infinity].filter((tick) => tick > live.tick);
    const wanted = Math.ceil(ticks / SAMPLED);
    ticks = Math.min(...turns) - live.tick;
    const stretch = live.advance(ticks, ticks >= wanted ? wanted : 1);
    this.#news();
    const span = ticks * TICK_S;
    const wide = ticks > CHARTED_TICKS;
    const body = bodyFrame(live, stretch, this.hello, this.page.samples, wide);
    if (this.gap) this.findings.clear();
    const sides = Object.fromEntries(["left", "right"].map((side) => [side, swelling(live, this.hello, side)]));
    this.findings.see({ rows: body.rows, beats: body.beats, span, time: live.time, doing: live.doing, swelling: sides });
    this.seq += 1;
    this.steps = Math.max(this.steps - 1, 0);
    const flags = (this.gap ? GAP : 0) | (wide ? ENVELOPE : 0) | (this.visible ? 0 : SUMMARY);
    this.gap = false;
    this.say(packFrame({ seq: this.seq, time: live.time, hello: this.number, flags, span, sample: wide ? 0 : stretch.sampleTicks * TICK_S, speed }, [body]));
    return span;
  }

  /** Who does what now, as the shares of the forces are asked for; throws Refused where they are not known. */
  asForces() {
    const { states } = this.page.forces;
    const { verb } = this.wanted;
    if (!states[verb]) throw new Refused(`the shares of the forces while doing '${verb}' are not known: only lying, standing, walking`, "forces");
    return { ...this.#doing(), who: this.wanted.who, state: states[verb] };
  }

  /** Values of now, beside what is normal. */
  values() {
    const { deed, without, device } = this.live.doing;
    return this.findings.message(this.live.time, { ...deed, free: deed.doing && !without.length && !device });
  }
}

function label(message) {
  if (message.type === "leak") return `${message.vein.replaceAll("_", " ").replace(/ (left|right)$/, ", $1")}: leak ${message.leak}`;
  if (message.type === "wear") return message.kind === "none" ? "bare" : message.kind;
  if (message.type === "preset") return message.name;
  if (message.type === "set" && message.key === "without") return message.value?.length ? `without ${message.value.join(", ")}` : "all forces";
  if (message.type === "set" && message.key === "device") return message.value ? "device" : "no device";
  return message.type === "set" ? `${message.key.replaceAll("_", " ")} ${message.value}` : "";
}

export { Refused };
