// One body on the way: what it does next is said at any moment. The twin of simulation/live.py, on the stepper in WebAssembly.

import { Pressing, chamberPressures, halfEven } from "./device.js";
import { fill, muscleTable, outfitOf, riseOf, writeOrder } from "./orders.js";

const TICK_S = 0.01;
const OWN = ["network", "tissue", "gas"];
const KEPT = { network: new Set(["surroundings", "transmission", "garment_pressure", "sleeve_stiffness", "clamp", "leak"]), tissue: new Set(["lying", "permeability"]), gas: new Set() };
const CHUNK = 6000; // steps of settling between two looks around
const SAMPLED = ["pressure", "transmural", "volume", "flow", "opening", "muscle"];

export class Living {
  /** `data` is the page's file; `who` says preset, strength_percent and leaks by valve. */
  constructor(kernel, data) {
    [this.kernel, this.data, this.at] = [kernel, data, data.header.constants];
    this.dt = data.header.dt_s;
    this.perTick = data.header.per_tick;
    this.law = kernel.exports.tissue_pressure;
  }

  get state() {
    return this.kernel.tuples.state;
  }

  get step() {
    return Number(this.state.counts[this.at.STEP]);
  }

  get tick() {
    return Math.floor(this.step / this.perTick);
  }

  get time() {
    return this.tick * TICK_S;
  }

  /** Tick from which something else may begin. */
  get busyUntil() {
    return Math.max(this.ramp.ends, this.pressedUntil);
  }

  /** Begin something from rest, as somebody. */
  begin(who, doing) {
    for (const _ of this.beginning(who, doing));
  }

  /** The same in pieces, between which there is time for something else. */
  *beginning(who, doing) {
    Object.assign(this, { pressing: null, begins: 0, undo: null });
    this.#become(who, true);
    const { numbers } = this.data.header;
    const rest = { deed: doing.deed.rest, without: [], garment: doing.garment, device: null };
    const lying = this.#lyingAngles();
    this.#write(rest, { ramp_s: same(lying, rest.deed.angles) ? 0 : numbers.settling_turn_s });
    for (let left = Math.round(numbers.settle_s / this.dt); left > 0; left -= CHUNK) {
      this.#run(Math.min(left, CHUNK));
      yield;
    }
    this.#rest();
    this.#first(doing);
  }

  // What is done as if nothing had been done before.
  #first(doing) {
    const now = this.tick;
    Object.assign(this, { doing, begins: now, ramp: { begins: now, ends: now, before: doing.deed.angles }, pressing: null, undo: null });
    this.#write(doing, { ramp_s: 0 });
  }

  #lyingAngles() {
    return this.data.header.deeds.find((one) => one.verb === "lie").angles;
  }

  // The clock stands at zero, tissues swell from here on, and the beat under way is not one of the run's.
  #rest() {
    const { state, at } = this;
    state.tissue_sums.fill(0);
    for (const name of ["TISSUE_SUMMED", "STEP", "SAMPLES", "SUMMED", "HELD_BACK"]) state.counts[at[name]] = 0n;
    state.counts[at.BEATS] = -1n;
    state.counts[at.TISSUE_ON] = 1n;
    state.sums.fill(0);
    state.breath.fill(0);
    this.kernel.resetBeat();
  }

  /** All that runs along, to come back to. */
  save() {
    const { tables: _tables, record: _record, ...moving } = this.kernel.tuples;
    const arrays = Object.entries(moving).map(([tuple, fields]) => [tuple, Object.entries(fields).filter(([, one]) => one.slice).map(([name, one]) => [name, one.slice()])]);
    return { arrays, doing: this.doing, begins: this.begins, ramp: this.ramp, pressing: this.pressing, nextPress: this.nextPress, pressedUntil: this.pressedUntil, undo: null };
  }

  /** Go back to what was saved of the same person. */
  restore({ arrays, ...rest }) {
    for (const [tuple, fields] of arrays) for (const [name, values] of fields) this.kernel.tuples[tuple][name].set(values);
    Object.assign(this, rest);
  }

  /** Be somebody else, whose vessels hold what they held; false where they cannot: stiff veins, say. */
  change(who) {
    const phase = this.state.clock[this.at.MUSCLE_PHASE];
    this.#become(who, false);
    this.#first(this.doing);
    this.state.clock[this.at.MUSCLE_PHASE] = phase; // a first step begins its movement; this one goes on
    return this.#bears();
  }

  #bears() {
    const before = this.save();
    try {
      const { pressure, rows } = this.advance(1, 1);
      return pressure.subarray(0, rows * this.state.volume.length).every((one) => Math.abs(one) < this.data.header.numbers.bearable_mmHg);
    } catch {
      return false;
    } finally {
      this.restore(before);
    }
  }

  #become(who, anew) {
    const { header, arrays } = this.data;
    this.who = who;
    this.row = header.people.find((one) => one.name === who.preset);
    for (const tuple of OWN) {
      for (const [name, mine] of Object.entries(this.kernel.tuples[tuple])) {
        const own = arrays.get(`${who.preset}.${tuple}.${name}`);
        if (own && (anew || !KEPT[tuple].has(name))) mine.set(own.values);
      }
    }
    if (anew) for (const [name, mine] of Object.entries(this.state)) mine.set(arrays.get(`${who.preset}.state.${name}`).values);
    if (anew) for (const name of ["now", "height_from", "height_to", "cuff_from", "cuff_to"]) this.kernel.tuples.command[name].fill(0);
    if (anew) this.kernel.tuples.command.height_to.set(this.state.height);
  }

  /** The person's own arrays without garments, with the leaks and the strength that were set. */
  get bare() {
    const own = (name) => this.data.arrays.get(`${this.who.preset}.network.${name}`).values;
    const leak = Float64Array.from(own("leak"));
    for (const [valve, places] of this.row.leak_places) {
      if (valve in this.who.leaks) for (const place of places) leak[place] = this.who.leaks[valve];
    }
    const share = this.who.strength_percent / this.row.strength_percent;
    return {
      garment_pressure: own("garment_pressure"), sleeve_stiffness: own("sleeve_stiffness"), surroundings: own("surroundings"), transmission: own("transmission"),
      leak, strengths: this.row.strengths.map((strength) => strength * share),
    };
  }

  /** What is worn now, with what it adds to strength. */
  get outfit() {
    return outfitOf(this.bare, this.doing.garment && this.#garment(this.doing.garment));
  }

  #garment(row) {
    const of = (name) => this.data.arrays.get(`${row.arrays}.${name}`).values;
    return Object.fromEntries(["garment_pressure", "sleeve_stiffness", "surroundings", "transmission", "support"].map((name) => [name, of(name)]));
  }

  /** Do something else from now on: { deed, without, garment, device }. */
  order(doing) {
    const now = this.tick;
    if (this.begins === now && this.undo) this.#takeBack();
    const before = this.doing;
    const moved = !same(before.deed.angles, doing.deed.angles);
    const ramp_s = moved ? Math.ceil(doing.deed.transition_s / TICK_S - 1e-9) * TICK_S : 0;
    const undo = { phase: this.state.clock[this.at.MUSCLE_PHASE], ramp: this.ramp, doing: before, begins: this.begins, pressing: this.pressing };
    this.ramp = { begins: now, ends: now + Math.round(ramp_s / TICK_S), before: before.deed.angles };
    const lasted = now - this.begins;
    Object.assign(this, { undo, doing, begins: now });
    const rhythm = (one) => (one.without.includes("muscles") ? null : one.deed.rhythm);
    const rise = moved ? riseOf(doing, this.#heights(before.deed), this.#heights(doing.deed), this.data.header.rise) : 0;
    this.#write(doing, { ramp_s, rise, lasted, sameRhythm: rhythm(doing) !== null && rhythm(doing) === rhythm(before) });
  }

  #heights(deed) {
    return this.data.arrays.get(`${deed.arrays}.heights`).values;
  }

  // Forget an order that has not taken effect yet, so that nothing stays of it.
  #takeBack() {
    const { phase, ...before } = this.undo;
    this.state.clock[this.at.MUSCLE_PHASE] = phase;
    Object.assign(this, before);
  }

  #write(doing, { ramp_s, rise = 0, lasted = 0, sameRhythm = false }) {
    const { deed, without, garment } = doing;
    const { arrays, header, shapes } = this.data;
    const of = (name) => arrays.get(`${deed.arrays}.${name}`).values;
    const outfit = outfitOf(this.bare, garment && this.#garment(garment));
    const idle = without.includes("muscles");
    const row = (idle ? 2 : 0) + (without.includes("breathing") ? 1 : 0);
    const width = this.at.COMMANDS;
    const { muscle } = this.kernel.tuples.command;
    this.pressing = new Pressing(doing, outfit.garment_pressure, this.pressing, lasted, this.tick, header, this.dt);
    const end = this.pressing.next(0);
    writeOrder({
      heights: of("heights"), now: of("now").subarray(row * width, (row + 1) * width), work: of("work"), local: of("local"),
      muscle: idle ? new Float64Array(muscle.length) : muscleTable(deed, outfit.strengths, shapes, this.law),
      outfit, clamped: without.includes("heart") ? header.groin : [], ramp_s, rise, sameRhythm,
      cuffs: this.pressing.pressures(end * this.dt), cuff_s: doing.device ? end * this.dt : header.numbers.usual_s,
    }, this.kernel, this.at, this.dt, header.numbers);
    this.#pressed(end);
  }

  // When the pressures change again, counted in steps of what is done, and until when they change now.
  #pressed(end) {
    const { command } = this.kernel.tuples;
    this.nextPress = this.begins * this.perTick + end;
    const changing = command.cuff_to.some((one, i) => one !== command.cuff_from[i]);
    this.pressedUntil = changing && Number.isFinite(end) ? Math.ceil(this.nextPress / this.perTick) : 0;
  }

  // Let the chambers of a device go on, where the time has come.
  #press() {
    while (this.nextPress <= this.step) {
      const begin = this.nextPress - this.begins * this.perTick;
      const end = this.pressing.next(begin);
      fill(this.kernel, this.at, this.pressing.pressures(end * this.dt), ((end - begin) * this.dt) / this.dt);
      this.#pressed(end);
    }
  }

  /** Pressure in the chamber at each of the places, NaN where there is none. */
  chambers(places) {
    const now = new Map();
    const { device } = this.doing;
    const since = (this.tick - this.pressing.begins) * TICK_S;
    if (device) for (const leg of ["left", "right"]) for (const [site, mmHg] of chamberPressures(device, leg, since)) now.set(`${site}_${leg}`, mmHg);
    return Float64Array.from(places, ({ name }) => now.get(name) ?? NaN);
  }

  #run(steps) {
    this.kernel.every = 2 ** 40;
    this.#step(steps);
  }

  #step(steps) {
    if (!this.kernel.advance(steps, this.dt, this.perTick)) throw new Error("a volume stopped being a number; the leg begins again from rest");
  }

  /** Go some ticks further, and return what was seen; it holds until the next call. */
  advance(ticks, sampleTicks) {
    const { counts } = this.state;
    counts[this.at.SAMPLES] = 0n;
    if (counts[this.at.BEATS] > 0n) counts[this.at.BEATS] = 0n; // -1: the beat under way began before the run
    this.kernel.every = sampleTicks * this.perTick;
    const goal = this.step + ticks * this.perTick;
    while (this.step < goal) {
      this.#press();
      this.#step(Math.min(goal, this.nextPress) - this.step);
    }
    const { record } = this.kernel.tuples;
    const rows = Number(counts[this.at.SAMPLES]);
    const beats = Math.max(Number(counts[this.at.BEATS]), 0);
    const stretch = { ticks, sampleTicks, rows, beats: Math.min(beats, record.beat_time.length / 2), record };
    for (const name of SAMPLED) stretch[name] = record[name];
    return stretch;
  }

  /** The angles of trunk, thigh, calf and foot now, in degrees. */
  angles() {
    const { begins, ends, before } = this.ramp;
    const wanted = this.doing.deed.angles;
    if (this.tick >= ends) return wanted;
    const share = 0.5 * (1 - Math.cos((Math.PI * (this.tick - begins)) / (ends - begins)));
    return wanted.map((angle, i) => before[i] + share * (angle - before[i]));
  }

  /** What is true of the whole body now, by the names of the frame's scalars. */
  now() {
    const { state, at } = this;
    const { command, tables } = this.kernel.tuples;
    const rate = command.now[at.MUSCLE_RATE];
    const [trunk, thigh, calf, foot] = this.angles();
    const { loads } = this.doing.deed;
    return {
      trunk_deg: trunk, thigh_deg: thigh, calf_deg: calf, foot_deg: foot,
      chest_mmHg: state.outside[at.CHEST], belly_mmHg: state.outside[at.BELLY],
      inflation: tables.inflation[halfEven(state.clock[at.BREATH_PHASE] * (tables.inflation.length - 1))],
      heart_rate: 60 / state.clock[at.BEAT_LENGTH], effort: state.clock[at.EFFORT_NOW], phase: state.clock[at.MUSCLE_PHASE],
      cycle_s: rate > 0 ? 1 / rate : 0, arterial_mean: state.clock[at.MEAN_ARTERIAL],
      blood_mL: state.volume.reduce((sum, one) => sum + one, 0), load_left: loads.left, load_right: loads.right,
    };
  }
}

function same(a, b) {
  return a.every((one, i) => one === b[i]);
}
