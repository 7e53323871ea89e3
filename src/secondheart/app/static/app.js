// The page without its parts: what comes in is passed on, what is wished for goes out. One owner of which leg, which side.

import { Activities } from "./connection/activities.js";
import { Bus } from "./connection/bus.js";
import { ENVELOPE, GAP, PAUSED } from "./connection/frame.js";
import { Names } from "./connection/places.js";
import { Series } from "./connection/series.js";
import { byId, html, say } from "./dom.js";
import { Reflux } from "./scene/reflux.js";
import { chooseUnit } from "./units.js";
import { choose, isClinical, learn } from "./words.js";

const LOST_MS = 2500;

export class App extends Bus {
  /**
   * `source` is a Source: whatever makes the frames. What it does not offer is not shown.
   */
  constructor(schema, source, counters) {
    super();
    Object.assign(this, { schema, source, counters, side: "left", body: "a", wantedBody: "a", hello: null, names: null, state: null, found: null });
    this.disclaimer = schema.disclaimer ?? byId("disclaimer").textContent;
    say(byId("disclaimer"), this.disclaimer);
    learn(schema.words ?? []);
    this.series = new Series();
    this.reflux = new Reflux();
    this.activities = new Activities(this);
    this.#listen();
  }

  #listen() {
    const { source } = this;
    source.on("hello", (message) => this.#greet(message)).on("state", (message) => this.#settle(message)).on("frame", (frame) => this.#take(frame));
    source.on("event", (message) => this.#event(message)).on("findings", (message) => this.#findings(message)).on("forces", (message) => this.tell("forces", message));
    source.on("test", (message) => this.tell("test", message)).on("test_result", (message) => this.tell("test_result", message));
    source.on("error", (message) => this.#refused(message)).on("rewound", () => this.tell("cleared", null));
    source.on("lost", () => this.#lost()).on("back", () => this.#back()).on("full", (message) => this.#full(message));
    source.on("closed", (text) => this.#ended(text)).on("unread", (text) => this.unread(text)).on("waiting", (text) => this.tell("waiting", text));
  }

  /** Learn what only the laboratory needs, once. */
  learnMore() {
    this.learnt ??= this.source.laboratory().then((more) => Object.assign(this.schema, more));
    return this.learnt;
  }

  /** Wish for something; a refusal is told beside `place`. Returns the answer, null where it was refused. */
  async ask(message, place = null) {
    if (place) say(place, "");
    try {
      return await this.source.ask(message);
    } catch (error) {
      this.counters.refused += 1;
      if (place) say(place, error.message);
      else this.#notice(error.message, true);
      return null;
    }
  }

  /** What is set for a body: for leg B with what it has of its own. */
  setOf(body, scenario = this.state?.scenario) {
    return body === "b" && scenario ? { ...scenario, ...scenario.apart } : scenario;
  }

  /** Whether something can be asked for here; of "set", the control with this key. */
  offers(type, key = "") {
    return this.source.offers(type, key);
  }

  #greet(hello) {
    this.hello = hello;
    this.names = new Names(hello);
    this.#own();
    this.series.bind(hello);
    this.reflux.bind(hello);
    this.tell("hello", hello);
  }

  #settle(state) {
    this.counters.states += 1;
    this.state = state;
    this.series.speed = state.scenario.speed;
    if (this.two && !state.scenario.b) this.wantedBody = "a"; // the other one is gone
    this.two = Boolean(state.scenario.b);
    this.#own();
    this.tell("state", state);
  }

  // Which leg the controls change: the one that is wanted, as soon as there is one.
  #own() {
    const two = (this.hello?.bodies.length ?? 1) > 1 && (this.state ? Boolean(this.state.scenario.b) : true);
    this.body = two ? this.wantedBody : "a";
  }

  /** Let all controls change this leg, from when there is one on. */
  turnTo(body) {
    this.wantedBody = body;
    this.#own();
    this.tell("body", this.body);
  }

  #take(frame) {
    const fresh = Boolean(frame.flags & GAP);
    if (fresh) this.tell("cleared", null);
    if (fresh) this.series.clear();
    if (!(frame.flags & PAUSED)) {
      this.series.take(frame, Boolean(frame.flags & ENVELOPE));
      this.reflux.take(frame, fresh);
    }
    this.frame = frame;
    this.tell("frame", { frame, fresh });
  }

  #event(message) {
    this.counters.events += 1;
    this.tell("event", message);
  }

  #findings(message) {
    this.found = message;
    this.tell("findings", message);
  }

  #refused(message) {
    this.counters.errors += 1;
    if (!message.id && message.text) this.#notice(message.text, true);
  }

  // Grey at once; in words, where it is more than a moment. A server that is still making the body ready does answer.
  #lost() {
    document.documentElement.classList.add("dim");
    this.lostAt = setTimeout(() => {
      this.#notice("The program behind this page does not answer. If it was closed, start it again (secondheart app): the page then goes on by itself.");
      this.tell("silent", null);
    }, LOST_MS);
  }

  #ended(text) {
    clearTimeout(this.lostAt);
    this.#notice(text);
  }

  #back() {
    clearTimeout(this.lostAt);
    document.documentElement.classList.remove("dim");
    if (!this.hello) this.tell("waiting", "");
    for (const one of document.querySelectorAll(".error")) say(one, "");
    this.#notice(this.noticeText ?? "", true); // what the loss of the connection has said is over
  }

  #full(message) {
    clearTimeout(this.lostAt);
    document.documentElement.classList.add("dim");
    byId("notice").replaceChildren(html("span", {}, message.text), html("button", { type: "button", onclick: () => this.#retry() }, "Try again"));
  }

  #retry() {
    this.#notice("");
    this.source.retry();
  }

  /** What an address, or this tab before, had set is not to be had: say so, and show the usual leg. */
  unread(why) {
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.say(`What was set cannot be opened: ${why}. Here is the usual leg instead.`);
  }

  /** Say something at the top of the page, until it is closed. */
  say(text) {
    this.noticeText = text;
    this.#notice(text, true);
  }

  #close() {
    this.noticeText = "";
    this.#notice("");
  }

  #notice(text, passing = false) {
    byId("notice").replaceChildren(...(text ? [html("span", {}, text), passing && html("button", { type: "button", onclick: () => this.#close() }, "Close")].filter(Boolean) : []));
  }

  /** Look at the other leg. */
  look(side) {
    this.side = side;
    if (this.hello) this.tell("hello", this.hello);
    if (this.state) this.tell("state", this.state);
    if (this.found) this.tell("findings", this.found);
  }

  /** Tell pressures in another unit. */
  useUnit(unit) {
    chooseUnit(unit);
    choose(isClinical());
    if (this.found) this.tell("findings", this.found);
  }

  /** A person in a line, with what is worn at the moment. */
  who(body) {
    const person = this.hello?.people[body];
    const worn = (person?.wears ?? []).filter((one) => !person.note.includes(one));
    return [person?.note ?? "", ...worn].join(", ");
  }
}
