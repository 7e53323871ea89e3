// The page: live from a socket, or from a recording in the page itself. The story comes first; the laboratory is loaded where
// it is asked for.

import { App } from "./app.js";
import { BeyondLife } from "./beyond_life.js";
import { makeSource } from "./connection/sources.js";
import { byId, html, say } from "./dom.js";
import { fromAddress, listen, modeOf, writeMode } from "./lab/open_shared.js";
import { Badges } from "./scene/badges.js";
import { legWords } from "./scene/describe.js";
import { Scene } from "./scene/scene.js";
import { Touch } from "./scene/touch.js";
import { Keys, Speaker } from "./lab/a11y.js";
import { Seek } from "./story/seek.js";
import { Story } from "./story/story.js";
import { isClinical, onWords } from "./words.js";

// Counters for tests and for curious people; nothing of the page depends on them.
document.querySelector(".unopened")?.remove();
const counters = { frames: 0, drawn: 0, pictures: 0, lost: 0, gaps: 0, hellos: 0, states: 0, errors: 0, events: 0, time: 0, acked: 0, live: true, session: "", refused: 0 };

const [CARDS, LENS_WORDS] = ["#story > *, #now > .card, .stage-tools", ".lens-words"];
const [OBSTACLES_MS, AIR_PX] = [500, 6];

class Page {
  constructor(app) {
    this.app = app;
    this.root = document.documentElement;
    this.scene = new Scene(byId("picture"), {
      insets: () => this.story.insets(),
      doing: (k) => this.#doing(k),
      reflux: app.reflux,
      words: () => ({ clinical: isClinical(), shown: this.story.labelled }),
      lens: () => this.story.lensPlace(),
      obstacles: () => this.#obstacles(),
      pace: () => app.series.speed,
      onDrawn: () => this.#drawn(),
    });
    this.touch = new Touch(byId("picture"), this.scene, { onPick: (row) => this.#pick(row) });
    this.badges = new Badges(byId("picture"), app, this.scene);
    this.story = new Story(app, this);
    this.speaker = new Speaker(app, () => this.words());
    this.beyond = new BeyondLife(app);
    this.keys = new Keys(byId("picture"), app, this);
    this.#modes();
    this.scene.rest();
    new ResizeObserver(() => this.root.style.setProperty("--stage-top", `${byId("picture").offsetTop}px`)).observe(byId("picture")); // where the number stands on a phone
    if (app.source.seekable) byId("transport").before(new Seek(app).element);
    app.on("hello", (hello) => this.#greet(hello)).on("frame", (one) => this.#take(one)).on("event", (message) => this.#event(message));
    onWords(() => app.look(app.side));
  }

  #modes() {
    this.switch = html("button", { type: "button", id: "to-lab", onclick: () => this.show(this.mode === "lab" ? "story" : "lab") }, "Lab");
    byId("tools").append(this.switch);
    this.mode = "story";
  }

  #greet(hello) {
    this.scene.side = this.app.side;
    this.scene.bind(hello, this.app.names);
    this.touch.bind();
    this.root.classList.toggle("two", hello.bodies.length > 1);
    this.root.classList.toggle("mirrored", this.app.side === "right");
  }

  #take({ frame, fresh }) {
    this.scene.actors.forEach((actor, k) => actor.trip.take(frame.span, this.app.names.scalar(frame.bodies[k], "cycles")));
    if (this.story.stride.moment === null) this.scene.show(frame, fresh);
  }

  // What lies over the picture, as rectangles in it; looked up now and then only, as it costs a layout.
  #obstacles() {
    const now = performance.now();
    if (now - (this.lookedAt ?? -Infinity) > OBSTACLES_MS) {
      this.lookedAt = now;
      this.#lookUp();
    }
    const lens = this.story.lensPlace();
    if (lens !== this.lens || !this.around) [this.lens, this.around] = [lens, lens ? [...this.over, { x: lens.x - lens.radius, y: lens.y - lens.radius, width: 2 * lens.radius, height: 2 * lens.radius }] : this.over];
    return this.around;
  }

  #lookUp() {
    const { left, top, width, bottom } = byId("picture").getBoundingClientRect();
    const boxes = (some) => [...document.querySelectorAll(some)].map((one) => one.getBoundingClientRect()).filter((one) => one.width > 0 && one.height > 0).map((one) => ({ x: one.x - left - AIR_PX, y: one.y - top - AIR_PX, width: one.width + 2 * AIR_PX, height: one.height + 2 * AIR_PX }));
    const cards = boxes(CARDS);
    if (JSON.stringify(cards) !== JSON.stringify(this.cards)) this.cards = cards;
    this.over = [...cards, ...boxes(LENS_WORDS)];
    const now = boxes("#now > .card");
    this.cardsWide = Math.max(0, ...now.map((one) => Math.min(width - one.x, one.x + one.width))); // from the side where they stand
    this.badgesHigh = Math.max(0, ...boxes(".scene-badges").map((one) => bottom - top - one.y));
    this.around = null;
  }

  // The verb that is done, with its numbers; a day does what its part says.
  #doing(k) {
    const { scenario, label = "" } = this.app.state ?? {};
    if (!scenario) return { verb: "stand", given: {} };
    const body = this.scene.actors[k]?.body ?? "a";
    const person = scenario[body] ?? scenario.a;
    const own = this.app.setOf(body);
    if (own.verb === "day") return { verb: label.split(" ")[0].replace("weight", "weight_transfer"), given: {}, person };
    return { verb: own.verb, given: own.arguments, person };
  }

  // A frame counts as drawn when the picture has reached it.
  #drawn() {
    counters.pictures += 1;
    const { frame } = this.app;
    if (frame && frame !== this.last) {
      this.last = frame;
      this.app.source.drawn(frame.seq);
      this.app.tell("drawn", frame);
      this.speaker.tick(performance.now());
    }
    this.app.tell("picture", this.scene.time);
    this.touch.follow();
    this.badges.follow();
    this.story.tick();
  }

  #event(message) {
    if (message.kind !== "part") this.speaker.event(message.label);
  }

  // What is clicked belongs to the leg that it is clicked on, and so do the controls from then on.
  #pick(row) {
    this.app.turnTo(row.body);
    this.scene.lensOf = row.k;
    if (row.kind === "valve") this.scene.chosen = row.name;
    this.app.tell("picked", { kind: row.kind, name: row.name });
    this.story.picked(row);
    this.scene.again();
  }

  /** Go to the story, or to the laboratory, which is loaded the first time. */
  async show(mode) {
    this.mode = mode;
    this.root.dataset.mode = mode;
    say(this.switch, mode === "lab" ? "Story" : "Lab");
    writeMode(mode, this.story.step);
    if (mode === "lab") {
      this.lab ??= Promise.all([import("./lab/lab.js"), this.app.learnMore()]).then(([{ Lab }]) => new Lab(this.app, this));
      await this.lab;
    }
    this.app.tell("mode", mode);
    this.story.shown(mode === "story");
    this.scene.fit();
  }

  /** Signs, with the doctor first. */
  async doctor() {
    const [{ Signs }] = await Promise.all([import("./lab/signs.js"), this.app.learnMore()]);
    this.signs ??= new Signs(this.app);
    this.signs.open();
  }

  /** What a look at the picture would tell. */
  words(k = 0) {
    return legWords(this.scene.actors[k], this.scene.glasses?.[k] ?? {});
  }
}

async function start() {
  const source = await makeSource(counters);
  const app = new App(await source.schema(), source, counters);
  const page = new Page(app);
  window.__lv = Object.assign(counters, { app, page });
  const { mode, step } = modeOf(location.hash);
  const shares = app.offers("scenario");
  source.open(shares ? fromAddress(app) : null);
  if (shares) listen(app);
  page.story.begin(step);
  await page.show(mode);
}

start();
