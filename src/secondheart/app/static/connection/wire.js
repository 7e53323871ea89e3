// The one socket of a tab: frames and messages down, wishes up. After a loss it comes back by itself and goes on.

import { header } from "./frame.js";
import { Source } from "./source.js";

const ACK_EVERY = 10;
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 2000];
const SILENT_MS = 1000; // without a frame while it should run: the picture is greyed
const KEPT = { session: "secondheart.session", scenario: "secondheart.scenario" };
const LAST_CALL = { 1008: "The server ended this page's connection because a message was not allowed.", 4000: "Another tab has taken over this leg." };

export class Wire extends Source {
  constructor(counters) {
    super(counters);
    this.running = true;
    this.waits = new Map();
    this.next = 1;
    this.last = 0;
    this.unacked = 0;
    this.wait = FIRST_WAIT_MS;
    this.live = true;
    document.addEventListener("visibilitychange", () => this.#visible());
    setInterval(() => this.#watch(), 250);
  }

  async schema() {
    return (await fetch("/schema.json")).json();
  }

  // As long as the server does not answer the page says so; it goes on by itself.
  async laboratory() {
    for (;;) {
      try {
        return await (await fetch("/laboratory.json")).json();
      } catch {
        await new Promise((done) => setTimeout(done, FIRST_WAIT_MS));
      }
    }
  }

  offers() {
    return true;
  }

  file(name, body) {
    if (!this.hello) return null;
    return `/export/${this.hello.session}/${name}${name.includes("?") ? "&" : "?"}body=${body}`;
  }

  /** Open the socket; `shared` is a scenario out of an address, which goes before the one kept. */
  open(shared = null) {
    this.shared = shared;
    this.#connect();
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(`${scheme}://${location.host}/ws`);
    this.socket.binaryType = "arraybuffer";
    this.socket.addEventListener("open", () => this.#start());
    this.socket.addEventListener("message", (event) => this.#receive(event.data));
    this.socket.addEventListener("close", (event) => this.#closed(event));
  }

  #start() {
    this.greeted = false;
    const start = { type: "start", session: sessionStorage.getItem(KEPT.session), last: this.last, scenario: this.shared ?? this.#kept() };
    if (this.shared) start.fresh = true;
    this.#put(start);
    this.shared = null;
    this.#visible(); // also after a reload: the page that went away has said that it was hidden
  }

  #kept() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT.scenario));
    } catch {
      return null;
    }
  }

  // Nothing of what was wanted at the start is wanted any more: better the usual leg than none.
  #afresh() {
    for (const name of Object.values(KEPT)) sessionStorage.removeItem(name);
    this.last = 0;
    this.tell("unread", this.ended.text);
    this.ended = null;
    this.#connect();
  }

  #put(message) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** Send a wish; the promise brings `ok` or, as an Error with `key`, why it was refused. */
  ask(message) {
    const id = this.next;
    this.next += 1;
    return new Promise((resolve, reject) => {
      if (this.socket?.readyState !== WebSocket.OPEN) {
        reject(Object.assign(new Error("The server does not answer at the moment; try again."), { key: "" }));
        return;
      }
      this.waits.set(id, { resolve, reject });
      this.#put({ ...message, id });
    });
  }

  #receive(data) {
    if (data instanceof ArrayBuffer) this.#frame(data);
    else this.#message(JSON.parse(data));
  }

  #frame(data) {
    const head = header(data);
    if (!head) return;
    if (this.last && head.seq > this.last + 1) this.counters.lost += head.seq - this.last - 1;
    this.last = head.seq;
    this.heard = performance.now();
    this.#back();
    this.#count();
    this.takeFrame(data);
  }

  #count() {
    this.unacked += 1;
    if (document.hidden && this.unacked >= ACK_EVERY) this.#ack(this.last);
  }

  drawn(seq) {
    super.drawn(seq);
    if (this.unacked >= ACK_EVERY) this.#ack(seq);
  }

  #ack(seq) {
    this.unacked = 0;
    this.counters.acked = seq;
    this.#put({ type: "ack", seq });
  }

  #message(message) {
    if (message.type === "hello") this.#greet(message);
    if (message.type === "state") this.#keep(message);
    if (["ok", "error", "test_result", "forces"].includes(message.type)) this.#answer(message);
    if (message.type === "full" || message.type === "bye") this.ended = message;
    this.takeMessage(message);
  }

  #greet(hello) {
    this.greeted = true;
    this.afreshed = false;
    this.wait = FIRST_WAIT_MS;
    sessionStorage.setItem(KEPT.session, hello.session);
  }

  #keep(state) {
    this.running = state.running && state.scenario.playing !== false;
    sessionStorage.setItem(KEPT.scenario, JSON.stringify(state.scenario));
  }

  #answer(message) {
    const waiting = this.waits.get(message.id);
    this.waits.delete(message.id);
    if (message.type !== "error") waiting?.resolve(message);
    else waiting?.reject(Object.assign(new Error(message.text), { key: message.key }));
  }

  #closed(event) {
    for (const waiting of this.waits.values()) waiting.reject(Object.assign(new Error("The connection was lost before the answer came."), { key: "" }));
    this.waits.clear();
    this.unacked = 0;
    this.#gone();
    if (this.ended?.type === "full") return;
    if (this.ended?.type === "bye" && !this.greeted && !this.afreshed) {
      this.afreshed = true; // once: then it is not what was wanted that is refused
      this.#afresh();
      return;
    }
    if (event.code in LAST_CALL) {
      this.tell("closed", LAST_CALL[event.code]);
      return;
    }
    setTimeout(() => this.#connect(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  /** Try again after the server had no room. */
  retry() {
    this.ended = null;
    this.#connect();
  }

  #visible() {
    this.#put({ type: "visible", visible: !document.hidden });
  }

  #watch() {
    const silent = this.heard !== undefined && performance.now() - this.heard > SILENT_MS;
    if (silent && this.running && !document.hidden) this.#gone();
  }

  #gone() {
    if (!this.live) return;
    this.live = false;
    this.counters.live = false;
    this.tell("lost", null);
  }

  #back() {
    if (this.live && this.counters.live) return;
    this.live = true;
    this.counters.live = true;
    this.tell("back", null);
  }
}
