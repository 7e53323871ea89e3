// The page opened from disk: what was recorded is played from the page itself, with the same messages as a socket's.

import { Bus } from "./bus.js";
import { decode, GAP, header } from "./frame.js";

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

export class Replay extends Bus {
  constructor(recorded, counters) {
    super();
    this.counters = counters;
    this.recorded = recorded;
    this.frames = cut(bytes(recorded.frames));
    this.live = false;
    this.place = 0;
    this.speed = 1;
    this.playing = true;
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
    for (let k = 0; k < this.speed; k += 1) this.step();
    if (this.place >= this.frames.length) this.#rewind();
  }

  step() {
    if (this.place >= this.frames.length) return;
    const data = this.frames[this.place];
    const head = header(data);
    this.place += 1;
    this.#greet(head.id);
    while (this.messages.length && this.messages[0][0] <= head.seq) this.tell(this.messages[0][1].type, this.messages.shift()[1]);
    const frame = decode(data, this.hello);
    if (!frame) return;
    if (this.fresh) frame.flags |= GAP;
    this.fresh = false;
    this.counters.frames += 1;
    this.counters.time = head.time;
    this.tell("frame", frame);
  }

  #greet(id) {
    if (this.hello?.id === id) return;
    this.hello = this.recorded.hello.find((one) => one.id === id) ?? this.hello;
    this.tell("hello", this.hello);
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
    if (state) this.tell("state", state[1]);
    this.step();
  }

  get share() {
    return this.place / Math.max(this.frames.length, 1);
  }

  drawn() {
    this.counters.drawn += 1;
  }

  /** Only playing, stepping and speed can be asked of a recording. */
  ask(message) {
    if (message.type === "play") this.playing = message.playing;
    else if (message.type === "step") this.step();
    else if (message.type === "speed") this.speed = message.speed;
    else return Promise.reject(Object.assign(new Error("This is a recording: it can be played, not steered."), { key: "" }));
    return Promise.resolve({});
  }
}
