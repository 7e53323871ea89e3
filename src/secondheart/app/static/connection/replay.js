// The page opened from disk: what was recorded is played from the page itself, with the same messages as a socket's.

import { GAP, header } from "./frame.js";
import { Source } from "./source.js";

function bytes(base64) {
  const text = atob(base64);
  const found = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) found[i] = text.charCodeAt(i);
  return found;
}

function cut(all) {
  const view = new DataView(all.buffer);
  const frames = [];
  for (let at = 0; at + 4 <= all.length; at += 4 + view.getUint32(at, true)) {
    frames.push(all.buffer.slice(at + 4, at + 4 + view.getUint32(at, true)));
  }
  return frames;
}

const OFFERED = new Set(["play", "step", "speed"]);

export class Replay extends Source {
  constructor(recorded, counters) {
    super(counters);
    this.seekable = true;
    this.recorded = recorded;
    this.frames = cut(bytes(recorded.frames));
    this.live = false;
    this.place = 0;
    this.speed = 1;
    this.playing = true;
  }

  async schema() {
    return this.recorded.schema;
  }

  offers(type) {
    return OFFERED.has(type);
  }

  open() {
    this.#rewind();
    const fps = this.recorded.hello[0]?.fps ?? 25;
    setInterval(() => this.#tick(), 1000 / fps);
  }

  #rewind() {
    this.place = 0;
    this.messages = this.recorded.messages.slice();
    this.fresh = true;
    this.tell("rewound", null);
  }

  #tick() {
    if (!this.playing) return;
    this.due = (this.due ?? 0) + this.speed;
    for (; this.due >= 1; this.due -= 1) this.step();
    if (this.place >= this.frames.length) this.#rewind();
  }

  step() {
    if (this.place >= this.frames.length) return;
    const data = this.frames[this.place];
    const head = header(data);
    this.place += 1;
    this.#greet(head.id);
    while (this.messages.length && this.messages[0][0] <= head.seq) this.takeMessage(this.messages.shift()[1]);
    this.takeFrame(data, this.fresh ? GAP : 0);
    this.fresh = false;
  }

  takeMessage(message) {
    if (message.type === "state") this.#settle(message);
    else super.takeMessage(message);
  }

  // What was set when it was recorded, but how fast and whether it plays is of this page.
  #settle(state) {
    this.state = state;
    super.takeMessage({ ...state, scenario: { ...state.scenario, playing: this.playing, speed: this.speed } });
  }

  #greet(id) {
    if (this.hello?.id === id) return;
    const hello = this.recorded.hello.find((one) => one.id === id);
    if (hello) this.takeMessage(hello);
  }

  /** Go to a share of what was recorded. */
  seek(share) {
    this.place = Math.min(Math.max(Math.round(share * this.frames.length), 0), this.frames.length - 1);
    const { seq } = header(this.frames[this.place]);
    const [before, after] = [[], []];
    for (const one of this.recorded.messages) (one[0] <= seq ? before : after).push(one);
    this.messages = after;
    this.fresh = true;
    this.tell("rewound", null);
    this.#greet(header(this.frames[this.place]).id);
    const state = before.findLast(([, message]) => message.type === "state");
    if (state) this.takeMessage(state[1]);
    this.step();
  }

  get share() {
    return this.place / Math.max(this.frames.length, 1);
  }

  /** Only playing, stepping and speed can be asked of a recording. */
  ask(message) {
    if (message.type === "play") this.playing = message.playing;
    else if (message.type === "step") this.step();
    else if (message.type === "speed") this.speed = message.speed;
    else return super.ask(message);
    if (this.state) this.#settle(this.state);
    return Promise.resolve({});
  }
}
