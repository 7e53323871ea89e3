// Frames from a worker in the browser itself: the stepper in WebAssembly, no server.

import { byId } from "../dom.js";
import { Source } from "./source.js";

const FILES = ["kernel.wasm", "page.bin"];

const OFFERED = new Set(["do", "play", "step", "speed", "restart", "leak", "wear", "preset", "forces"]);
const CONTROLS = new Set(["without", "strength_percent", "device"]);
const OWN = "own"; // a garment or a device by its own numbers
const ACK_EVERY = 10;
const NO_WASM = "This browser has no WebAssembly, without which the leg cannot move here.";

export default class WorkerSource extends Source {
  constructor(counters) {
    super(counters);
    this.waits = new Map();
    this.next = 1;
    this.known = new Promise((resolve) => { this.learn = resolve; });
    this.early = [];
    if (typeof WebAssembly !== "object") {
      this.ended = NO_WASM;
      this.learn({});
      return;
    }
    const inside = byId("inside"); // all files, in a page that is opened from disk
    const held = inside && JSON.parse(inside.textContent);
    this.worker = new Worker(held?.worker ?? new URL("../worker/main.js", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", (event) => this.#take(event.data));
    this.worker.addEventListener("error", (event) => this.#end(`The leg cannot be started here: ${event.message ?? "its worker does not load"}.`));
    this.#bring(held);
    document.addEventListener("visibilitychange", () => this.worker.postMessage({ visible: !document.hidden }));
  }

  async #bring(held) {
    try {
      const files = await Promise.all(FILES.map((name) => (held ? unpack(held[name]) : load(name))));
      this.worker.postMessage({ files }, files);
    } catch (error) {
      this.#end(error.message);
    }
  }

  async schema() {
    return this.known;
  }

  open() {
    this.opened = true;
    if (this.ended) this.tell("closed", this.ended);
    for (const one of this.early) this.#take(one);
    this.early = [];
  }

  offers(type, key = "") {
    return type === "set" ? CONTROLS.has(key) : OFFERED.has(type) && key !== OWN;
  }

  ask(message) {
    if (!this.worker || this.ended) return Promise.reject(Object.assign(new Error(this.ended ?? NO_WASM), { key: "" }));
    const id = this.next;
    this.next += 1;
    return new Promise((resolve, reject) => {
      this.waits.set(id, { resolve, reject });
      this.worker.postMessage({ id, message });
    });
  }

  drawn(seq) {
    super.drawn(seq);
    if (seq < (this.counters.acked ?? 0) + ACK_EVERY) return;
    this.counters.acked = seq;
    this.worker.postMessage({ acked: seq });
  }

  #take(one) {
    if (one.schema) this.learn(one.schema);
    else if (one.closed) this.#end(one.closed);
    else if (!this.opened) this.early.push(one);
    else if (one instanceof ArrayBuffer) this.#frame(one);
    else if (one.answer) this.#answer(one);
    else this.takeMessage(one);
  }

  #frame(buffer) {
    const head = this.takeFrame(buffer);
    if (document.hidden && head) this.worker.postMessage({ acked: head.seq });
  }

  #answer({ answer, ok, wrong, key }) {
    const waiting = this.waits.get(answer);
    this.waits.delete(answer);
    if (ok) waiting?.resolve(ok);
    else waiting?.reject(Object.assign(new Error(wrong), { key }));
  }

  #end(text) {
    this.ended = text;
    this.learn({});
    if (this.opened) this.tell("closed", text);
  }
}

async function load(name) {
  const answer = await fetch(new URL(`../../${name}`, import.meta.url));
  if (!answer.ok) throw new Error(`${name}: cannot be read (${answer.status}).`);
  return answer.arrayBuffer();
}

function unpack(text) {
  return Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
}
