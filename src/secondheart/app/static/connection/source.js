// Where frames come from, as the page sees it: a socket, a recording and a worker are makers of the same messages.
//
// A maker extends Source. It gives `schema`, `open` and `ask`, and `laboratory` where that is apart, hands what it has to `takeFrame` and `takeMessage`, and tells
// `lost`, `back`, `full`, `closed`, `unread`, `waiting` or `rewound` where that happens. What it cannot do it does not offer,
// and the page then has no control for it.

import { Bus } from "./bus.js";
import { decode, GAP, header } from "./frame.js";

export class Source extends Bus {
  constructor(counters) {
    super();
    this.counters = counters;
    this.hello = null; // the newest: frames are read by it
    this.seekable = false; // whether it has `playing`, `share` and `seek(share)`, as a recording has
  }

  /** What GET /schema.json gives: what the story needs, with limits, units and words; a source may give all of it at once. */
  async schema() {
    throw new Error("this source has no schema");
  }

  /** What the laboratory needs besides. */
  async laboratory() {
    return {};
  }

  /** Begin to give frames; `scenario` goes before any other that is known, null where none is wanted. */
  open(_scenario) {}

  /** Ask for something: a message of messages.py, without its id. Resolves with the answer; rejects with an Error that has a `key`. */
  ask(_message) {
    return Promise.reject(Object.assign(new Error("This page can only be looked at."), { key: "" }));
  }

  /** Whether messages of a type are understood, and, of "set", the control with this key; "own" is what is given by its own numbers. */
  offers(_type, _key = "") {
    return false;
  }

  /** The address of a file of what is on the page ("protocol.toml", "result.csv"), null where there is none. */
  file(_name, _body) {
    return null;
  }

  /** The picture has reached a frame: more may be made. */
  drawn(_seq) {
    this.counters.drawn += 1;
  }

  /** Begin again, where there was no room. */
  retry() {}

  /** Take the bytes of a frame in; `flags` are added to its own. Returns its header, null where it is none. */
  takeFrame(buffer, flags = 0) {
    const head = header(buffer);
    if (!head) return null;
    const frame = this.hello && decode(buffer, this.hello);
    this.counters.frames += 1;
    this.counters.time = head.time;
    if (!frame) return head; // it belongs to another hello
    frame.flags |= flags;
    if (frame.flags & GAP) this.counters.gaps += 1;
    this.tell("frame", frame);
    return head;
  }

  /** Take a message in: one of server_messages.py. */
  takeMessage(message) {
    if (message.type === "hello") {
      this.hello = message;
      this.counters.hellos += 1;
      this.counters.session = message.session;
    }
    this.tell(message.type, message);
  }
}
