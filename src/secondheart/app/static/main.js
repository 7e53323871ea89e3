// The page: makes the parts and passes on what comes in. Live from a socket, or from a recording in the page itself.

import { Keys, Speaker } from "./lab/a11y.js";
import { Actions } from "./lab/actions.js";
import { Charts } from "./lab/charts.js";
import { Clinic } from "./lab/clinic.js";
import { Compare } from "./lab/compare.js";
import { Controls } from "./lab/controls.js";
import { byId, html, say } from "./dom.js";
import { Exports } from "./lab/exports.js";
import { Findings } from "./lab/findings_panel.js";
import { ENVELOPE, GAP, PAUSED } from "./connection/frame.js";
import { Inspect } from "./lab/inspect.js";
import { Names } from "./connection/places.js";
import { fromAddress, listen } from "./lab/open_shared.js";
import { Replay } from "./connection/replay.js";
import { Series } from "./lab/series.js";
import { Signs } from "./lab/signs.js";
import { Stage } from "./scene/stage.js";
import { Teach } from "./lab/guess_first.js";
import { Transport } from "./lab/transport.js";
import { chooseUnit } from "./units.js";
import { Wire } from "./connection/wire.js";
import { choose, isClinical, learn, onWords } from "./words.js";

// Counters for tests and for curious people; nothing of the page depends on them.
const counters = { frames: 0, drawn: 0, lost: 0, gaps: 0, hellos: 0, states: 0, errors: 0, events: 0, time: 0, acked: 0, live: true, session: "", refused: 0 };

const LOST_MS = 2500;

class App {
  constructor(schema, source, isReplay) {
    Object.assign(this, { schema, source, isReplay, side: "left", body: "a", hello: null, names: null, state: null, found: null });
    this.disclaimer = schema.disclaimer ?? byId("disclaimer").textContent;
    say(byId("disclaimer"), this.disclaimer);
    learn(schema.words ?? []);
    this.series = new Series();
    this.#parts();
    this.#listen();
    this.waiting = { seconds: 0, frame: null, fresh: false };
  }

  #parts() {
    const tools = byId("tools");
    this.transport = new Transport(byId("transport"), this);
    this.stage = new Stage(byId("picture"), this);
    this.charts = new Charts(byId("charts"), this.series, this);
    this.charts.onUnwatch = (vessel) => this.unwatch(vessel);
    this.actions = new Actions(byId("actions"), this);
    this.controls = new Controls(byId("controls"), this);
    this.findings = new Findings(byId("findings"), this);
    this.clinic = new Clinic(byId("clinic"), this);
    this.inspector = new Inspect(byId("inspect"), this);
    this.teach = new Teach(byId("teach"), this);
    this.compare = new Compare(tools, this);
    this.exports = new Exports(tools, this);
    this.speaker = new Speaker(this);
    this.keys = new Keys(byId("picture"), this);
    this.signs = new Signs(this);
    this.#presets();
    if (this.signs.known) tools.append(html("button", { type: "button", onclick: () => this.signs.open() }, "Signs and relief"));
    tools.append(html("button", { type: "button", "aria-label": "Keys", onclick: () => this.keys.open() }, "?"));
    byId("controls").append(this.#switches());
    if (this.isReplay) this.#asReplay();
  }

  // A recording cannot be steered.
  #asReplay() {
    document.documentElement.classList.add("replay");
    for (const id of ["actions", "controls", "clinic", "teach", "preset", "compare"]) byId(id).hidden = true;
  }

  #presets() {
    const error = html("span", { class: "error", role: "alert", "data-error": "preset" });
    const select = html("select", { id: "person", "aria-label": "Whose leg", onchange: () => this.ask({ type: "preset", name: select.value, body: this.body }, error) },
      (this.schema.presets ?? []).map((one) => html("option", { value: one.name, title: one.help }, one.label)), html("option", { value: "", disabled: true, hidden: true }, "As set below"));
    byId("preset").append(select, error);
    this.person = select;
  }

  #switches() {
    const words = html("select", { "aria-label": "Words", onchange: () => choose(words.value === "clinical") }, html("option", { value: "plain" }, "Plain words"), html("option", { value: "clinical" }, "Clinical words"));
    const units = html("select", { "aria-label": "Unit of pressure", onchange: () => this.#units(units.value) }, html("option", { value: "mmHg" }, "mmHg"), html("option", { value: "kPa" }, "kPa"));
    return html("fieldset", { class: "card" }, html("legend", {}, "Words and units"), html("div", { class: "pair" }, words, units));
  }

  #units(unit) {
    chooseUnit(unit);
    choose(isClinical());
    if (this.found) this.#findings(this.found);
  }

  #listen() {
    const { source } = this;
    source.on("hello", (message) => this.#greet(message)).on("state", (message) => this.#settle(message)).on("frame", (frame) => this.#take(frame));
    source.on("event", (message) => this.#event(message)).on("findings", (message) => this.#findings(message));
    source.on("test", (message) => this.clinic.progress(message)).on("test_result", (message) => this.clinic.finished(message));
    source.on("error", (message) => this.#refused(message)).on("rewound", () => this.charts.clear());
    source.on("lost", () => this.#lost()).on("back", () => this.#back()).on("full", (message) => this.#full(message));
    source.on("closed", (text) => this.#ended(text)).on("unread", (text) => this.unread(text));
  }

  /** Wish for something; a refusal is told beside `place`. Returns the answer, null where it was refused. */
  async ask(message, place = null) {
    if (place) say(place, "");
    try {
      return await this.source.ask(message);
    } catch (error) {
      counters.refused += 1;
      if (place) say(place, error.message);
      else this.#notice(error.message, true);
      return null;
    }
  }

  #greet(hello) {
    this.hello = hello;
    this.names = new Names(hello);
    if (!hello.bodies.includes(this.body)) this.body = "a";
    this.series.bind(hello);
    this.stage.side = this.side;
    this.stage.bind(hello, this.names);
    this.charts.bind(hello);
    this.stage.call(hello.bodies.map((body) => this.#who(hello.people[body])));
    if (this.state) this.controls.show(this.state);
    this.waiting.fresh = true;
  }

  // A person in a line, with what is worn at the moment.
  #who(person) {
    const worn = (person?.wears ?? []).filter((one) => !person.note.includes(one));
    return [person?.note ?? "", ...worn].join(", ");
  }

  #settle(state) {
    counters.states += 1;
    this.state = state;
    this.series.speed = state.scenario.speed;
    this.transport.show(state);
    if (this.isReplay) return;
    this.person.value = state.presets?.[this.body] ?? "";
    this.actions.show(state);
    this.controls.show(state);
    this.compare.show(state);
    this.clinic.show(state);
  }

  #take(frame) {
    const fresh = Boolean(frame.flags & GAP);
    if (fresh) this.charts.clear();
    if (!(frame.flags & PAUSED)) this.series.take(frame, Boolean(frame.flags & ENVELOPE));
    this.waiting.seconds += frame.flags & PAUSED ? 0 : frame.span;
    this.waiting.fresh ||= fresh;
    this.waiting.frame = frame;
    if (!document.hidden) this.scheduled ??= requestAnimationFrame(() => this.#draw());
  }

  #draw() {
    this.scheduled = null;
    const { frame, seconds, fresh } = this.waiting;
    if (!frame || frame.id !== this.hello.id) return;
    this.waiting = { seconds: 0, frame: null, fresh: false };
    this.stage.show(frame, seconds, fresh);
    this.transport.tick(frame);
    this.inspector.tick(frame);
    this.teach.tick(frame.time);
    this.speaker.tick(performance.now());
    this.source.drawn(frame.seq);
  }

  #event(message) {
    counters.events += 1;
    if (message.kind === "part") return; // of a day: so many would hide the chart
    this.charts.mark(message.time_s, message.label);
    if (message.kind === "restart") this.inspector.hide();
    if (message.kind === "test") this.clinic.stopped();
    this.speaker.event(message.label);
  }

  #findings(message) {
    this.found = message;
    this.findings.show(message);
    this.charts.normal(message.rows);
  }

  #refused(message) {
    counters.errors += 1;
    if (!message.id && message.text) this.#notice(message.text, true);
  }

  // Grey at once; in words, where it is more than a moment.
  #lost() {
    this.stage.dim(true);
    this.lostAt = setTimeout(() => this.#notice("The program behind this page does not answer. If it was closed, start it again (secondheart app): the page then goes on by itself."), LOST_MS);
  }

  #ended(text) {
    clearTimeout(this.lostAt);
    this.#notice(text);
  }

  #back() {
    clearTimeout(this.lostAt);
    this.stage.dim(false);
    for (const one of document.querySelectorAll(".error")) say(one, "");
    this.#notice(this.told ?? "", true); // what the loss of the connection has said is over
  }

  #full(message) {
    clearTimeout(this.lostAt);
    this.stage.dim(true);
    byId("notice").replaceChildren(html("span", {}, message.text), html("button", { type: "button", onclick: () => this.#again() }, "Try again"));
  }

  #again() {
    this.#notice("");
    this.source.retry();
  }

  /** What an address, or this tab before, had set is not to be had: say so, and show the usual leg. */
  unread(why) {
    if (location.hash) history.replaceState(null, "", location.pathname);
    this.tell(`What was set cannot be opened: ${why}. Here is the usual leg instead.`);
  }

  /** Say something at the top of the page, until it is closed. */
  tell(text) {
    this.told = text;
    this.#notice(text, true);
  }

  #close() {
    this.told = "";
    this.#notice("");
  }

  #notice(text, passing = false) {
    byId("notice").replaceChildren(...(text ? [html("span", {}, text), passing && html("button", { type: "button", onclick: () => this.#close() }, "Close")].filter(Boolean) : []));
  }

  /** Look at the other leg. */
  look(side) {
    this.side = side;
    this.charts.side = side;
    if (this.hello) this.#greet(this.hello);
    if (this.found) this.#findings(this.found);
    if (this.stage.frame) this.stage.again();
  }

  /** Let the controls change the other body. */
  turnTo(body) {
    this.body = body;
    this.controls.turnTo(body);
    this.inspector.again();
    if (this.state) this.person.value = this.state.presets?.[body] ?? "";
  }

  inspect(what) {
    this.inspector.show(what);
  }

  watch(vessel) {
    const now = this.state?.scenario.watch ?? [];
    if (!now.includes(vessel)) this.ask({ type: "watch", vessels: this.inspector.watchable([...now, vessel]) });
  }

  unwatch(vessel) {
    this.ask({ type: "watch", vessels: (this.state?.scenario.watch ?? []).filter((one) => one !== vessel) });
  }
}

async function start() {
  const recorded = byId("replay");
  const data = recorded && JSON.parse(recorded.textContent);
  const schema = data ? data.schema : await (await fetch("/schema.json")).json();
  const source = data ? new Replay(data, counters) : new Wire(counters);
  const app = new App(schema, source, Boolean(data));
  onWords(() => app.look(app.side));
  window.__lv = Object.assign(counters, { app });
  source.open(data ? null : fromAddress(app));
  if (!data) listen(app);
  await app.charts.start();
}

start();
