// The picture: one person, or two on one clock, drawn between the frames that come in, as often as the screen shows them.

import { Actor } from "./actor.js";
import { Glass } from "./glass.js";
import { paintFurniture } from "./ground.js";
import { FONT, columnRoom, paintLabels } from "./labels.js";
import { Lens } from "./lens.js";
import { palette } from "./palette.js";
import { Player } from "./player.js";
import { strides } from "./pose.js";
import { Reach } from "./reach.js";
import { Stills } from "./stills.js";
import { DOTS, FAR_LEG, GRAIN, Thrift } from "./thrift.js";
import { paintWords } from "./word_images.js";
import { html } from "../dom.js";

const STILL_MS = 500; // between pictures where motion is not wanted
const SHARPEST = 2;
const GLASS_AT_CM = -58;
const DOTS_TOGETHER = 170; // in one path: more of them, or fewer, are dearer
const [TITLE_FONT, TITLE_UP_PX] = [`700 16${FONT}`, 12]; // over two people

export class Scene {
  constructor(root, options = {}) {
    this.root = root;
    this.options = options; // `insets()`: what lies over the picture; `doing()`: verb and its numbers; `reflux`; `pace()`: how many times as fast as life
    this.canvas = html("canvas", { class: "scene", "aria-hidden": "true" });
    root.append(this.canvas);
    this.g = this.canvas.getContext("2d", { alpha: false });
    this.player = new Player();
    this.stills = new Stills();
    this.thrift = new Thrift();
    this.actors = [];
    this.whole = []; // whether arms and far leg are drawn, too
    this.lens = new Lens();
    this.view = "body";
    this.tone = "light";
    this.side = "left";
    this.chosen = "";
    this.pictures = 0;
    this.spentMs = 0; // on all pictures
    this.reduced = window.matchMedia("(prefers-reduced-motion: reduce)");
    this.night = window.matchMedia("(prefers-color-scheme: dark)");
    for (const media of [this.reduced, this.night]) media.addEventListener("change", () => this.again());
    new ResizeObserver(() => this.fit()).observe(root);
    document.addEventListener("visibilitychange", () => !document.hidden && this.again());
    this.fit();
  }

  get dark() {
    return this.night.matches;
  }

  /** Learn names from a hello: who there is, and of which side. */
  bind(hello, names) {
    [this.hello, this.names] = [hello, names];
    if (this.actors.length !== hello.bodies.length) {
      this.actors = hello.bodies.map((body) => new Actor(body));
      this.glasses = hello.bodies.map(() => new Glass());
      this.reaches = hello.bodies.map(() => new Reach());
    }
    this.actors.forEach((actor, k) => {
      actor.bind(names, this.side, hello.people[hello.bodies[k]]);
      this.glasses[k].bind(names, this.side);
    });
    this.player.bind(names);
    this.stills.bind(names);
    this.again();
  }

  /** Show a person who stands, before anything is known of the body. */
  rest() {
    const nothing = { volume: [], pressure: [], flow: [], opening: [], muscle: [], scalars: [] };
    const names = { hello: { vessels: [], connections: [], valves: [] }, of: () => -1, place: () => -1, scalar: () => NaN, posture: () => [90, 90, 90, 90] };
    this.bind({ bodies: ["a"], people: {} }, names);
    this.player.push({ bodies: [nothing], flags: 0, span: 0, time: 0 }, performance.now(), true);
    this.#run();
  }

  /** Take a frame in; a jump goes to it at once. */
  show(frame, fresh, jump = false) {
    const now = performance.now();
    this.fresh ||= fresh;
    if (this.reduced.matches && !jump) this.#showStill(frame, now, fresh);
    else this.player.push(frame, now, fresh || jump);
    this.#run();
  }

  #showStill(frame, now, fresh) {
    if (fresh) this.stills.clear();
    this.stills.take(frame);
    if (!fresh && this.shownAt && now - this.shownAt < STILL_MS) return;
    const picture = this.stills.picture();
    if (!picture) return;
    this.shownAt = now;
    this.player.push(picture, now, true);
  }

  /** Draw once more, as something about it has changed. */
  again() {
    this.changed = true;
    this.#run();
  }

  #run() {
    if (document.hidden || !this.hello) return;
    this.scheduled ??= requestAnimationFrame((now) => {
      this.scheduled = null;
      this.#tick(now);
    });
  }

  #tick(now) {
    const ms = Math.min(now - (this.tickedAt ?? now), 100);
    this.thrift.interval(this.tickedAt === undefined ? 0 : now - this.tickedAt);
    this.tickedAt = now;
    if (!this.player.to) return;
    const more = this.draw(ms);
    this.options.onDrawn?.();
    if (more) this.#run();
    else this.tickedAt = undefined;
  }

  /** Draw the picture of this moment, `ms` of the wall clock after the last one; returns whether another one should follow. */
  draw(ms = 0) {
    const began = performance.now();
    const moment = this.player.at(began);
    this.player.step(ms);
    const camera = this.#act(moment, ms);
    this.#paint();
    this.changed = false;
    const spent = performance.now() - began;
    [this.pictures, this.spentMs] = [this.pictures + 1, this.spentMs + spent];
    this.thrift.picture(spent);
    return this.player.moving(performance.now()) || camera;
  }

  get level() {
    return this.thrift.level;
  }

  // Everything takes the values of this moment; the blood moves by the simulated time since the last one.
  #act(moment, ms) {
    const still = this.reduced.matches;
    const done = moment.time;
    const seconds = this.fresh || this.time === undefined ? 0 : Math.max(done - this.time, 0);
    this.time = done;
    let camera = false;
    this.actors.forEach((actor, k) => {
      const doing = this.options.doing?.(k) ?? { verb: "stand", given: {} };
      actor.show(moment.bodies[k], doing, seconds, ms, this.options.reflux?.of(k) ?? new Set(), { still, fresh: this.fresh });
      this.glasses[k].show(moment.bodies[k]);
      actor.camera.look(this.view, actor.figure, this.names.posture(moment.bodies[k]));
      camera = actor.camera.step(ms, still || this.changed && !this.placed) || camera;
    });
    this.placed = true;
    this.fresh = false;
    return camera;
  }

  fit() {
    const box = this.root.getBoundingClientRect();
    this.sharp = Math.min(window.devicePixelRatio || 1, SHARPEST);
    [this.width, this.height] = [box.width, box.height];
    this.canvas.width = Math.max(Math.round(box.width * this.sharp), 1);
    this.canvas.height = Math.max(Math.round(box.height * this.sharp), 1);
    this.again();
    if (this.hello && this.player.to) this.draw(); // at once: a canvas of another size is black, and paper does not wait
  }

  // The boxes in which the people stand, free of what lies over the picture.
  #boxes() {
    const { left = 0, right = 0, top = 0, bottom = 0, low = false } = this.options.insets?.() ?? {};
    const wide = Math.max(this.width - left - right, 60) / this.actors.length;
    return this.actors.map((_, k) => ({ x: left + k * wide, y: top, width: wide, height: Math.max(this.height - top - bottom, 80), low }));
  }

  #paint() {
    const { g } = this;
    this.colours = this.coloursOf === `${this.dark}${this.tone}` ? this.colours : palette(this.dark, this.tone);
    this.coloursOf = `${this.dark}${this.tone}`;
    this.#background(g);
    const boxes = this.boxes = this.#boxes();
    const mirror = this.side === "left" ? 1 : -1;
    this.actors.forEach((actor, k) => {
      actor.camera.fit(boxes[k], mirror);
      if (k === 0) this.#ground(g, actor);
    });
    this.actors.forEach((actor, k) => this.#person(g, actor, k));
    g.setTransform(this.sharp, 0, 0, this.sharp, 0, 0);
    const lensed = this.options.lens?.() && this.lens.point(g, this.colours, this.actors[this.lensOf ?? 0], this);
    this.words = this.actors.flatMap((actor, k) => paintLabels(g, this.colours, actor, this.glasses[k], { ...this.options.words?.(), ...this.#free(boxes[k]), view: this.view, sharp: this.sharp }));
    if (lensed) this.lens.paint(g, this.colours, this.options.lens());
    if (this.actors.length > 1) this.#titles(g, boxes);
  }

  // Which is which, over each of two people.
  #titles(g, boxes) {
    const style = { font: TITLE_FONT, align: 0.5, colour: this.colours.ink, halo: this.colours.paper, sharp: this.sharp };
    this.actors.forEach(({ body }, k) => paintWords(g, body.toUpperCase(), boxes[k].x + boxes[k].width / 2, boxes[k].y - TITLE_UP_PX, style));
  }

  // Where words may stand: beside one person all over the picture but not under what lies over it, beside two in their boxes.
  #free(box) {
    const alone = this.actors.length === 1;
    return { box, width: this.width, left: alone ? 4 : box.x, right: alone ? this.width - 4 : box.x + box.width, obstacles: this.options.obstacles?.() ?? [] };
  }

  // The light behind the person, painted once for a size and a scheme.
  #background(g) {
    const key = `${this.canvas.width}x${this.canvas.height}${this.coloursOf}`;
    if (this.backKey !== key) {
      this.backKey = key;
      this.back = html("canvas", { width: this.canvas.width, height: this.canvas.height });
      this.#glow(this.back.getContext("2d", { alpha: false }));
    }
    g.setTransform(1, 0, 0, 1, 0, 0);
    g.drawImage(this.back, 0, 0);
  }

  #glow(g) {
    const { width, height } = this.canvas;
    const middle = [width / 2, height * 0.42];
    const glow = g.createRadialGradient(...middle, 40, ...middle, height * 0.72);
    glow.addColorStop(0, this.colours.glow);
    glow.addColorStop(1, this.colours.paper);
    g.fillStyle = glow;
    g.fillRect(0, 0, width, height);
  }

  #ground(g, actor) {
    actor.camera.apply(g, this.sharp);
    const ends = [0, this.width].map((x) => actor.camera.toWorld([x, 0])[0]);
    actor.ground.paint(g, this.colours, Math.min(...ends), Math.max(...ends), 1.2 / actor.camera.scale);
  }

  #person(g, actor, k) {
    const { figure, camera } = actor;
    const { colours } = this;
    const verb = actor.amount > 0.5 && actor.doing ? actor.doing.verb : "";
    camera.apply(g, this.sharp);
    const glass = this.glasses[k];
    const stands = figure.lying < 0.5 && this.view !== "calf";
    if (stands) glass.paint(g, colours, figure, this.#glassAt(camera, k), figure.put([0, 35.2])[1]); // behind: a calf swings in front of it
    else glass.foot = undefined;
    if (!strides(verb)) paintFurniture(g, colours, figure, verb, this.names.posture(actor.values));
    figure.plain = this.level >= GRAIN;
    const whole = this.whole[k] = this.view === "body" || this.#roomy(k);
    figure.paintSkin(g, colours, this.view === "calf" || !whole ? "none" : this.level >= FAR_LEG ? "flat" : "shaded", whole);
    figure.paintOrgans(g, colours);
    figure.paintNear(g, colours);
    if (this.level < DOTS && !this.reduced.matches) this.#dots(g, actor);
    actor.doors.paint(g, colours, Math.max(0.2, 1 / camera.scale), this.lensOf === k || this.actors.length === 1 ? this.chosen : "");
    figure.dressing.paint(g, colours, figure.near);
    if (whole) figure.paintArm(g, colours);
    this.#drop(g, actor);
    if (stands) glass.paintLevel(g, colours);
  }

  /** Where legs and arms of a person come in what is done, as places on the screen; null before there is a picture. */
  reach(k) {
    const actor = this.actors[k];
    if (!actor?.values || !this.boxes?.[k]) return null;
    const cycle = this.reduced.matches ? 0 : this.names.scalar(actor.values, "cycle_s") / Math.min(this.options.pace?.() ?? 1, 1);
    return this.reaches[k].of(actor, this.names.posture(actor.values).map((one) => (Number.isFinite(one) ? one : 90)), { view: this.view, box: this.boxes[k], mirror: actor.camera.mirror, wall_s: cycle || 0 });
  }

  // Whether arms and far leg, which are not what is looked at from near, never come under what lies over the picture, nor over another person.
  #roomy(k) {
    const [reach, over] = [this.reach(k), this.options.obstacles?.() ?? []];
    const row = (this.room ??= [])[k];
    if (row?.reach === reach && row.over === over) return row.yes;
    const taken = [...over, ...this.boxes.filter((_, i) => i !== k)];
    const under = ([x, y]) => taken.some((one) => x > one.x && x < one.x + one.width && y > one.y && y < one.y + one.height);
    const yes = !reach || ![...reach.far, ...reach.arms].some(under);
    this.room[k] = { reach, over, yes };
    return yes;
  }

  // Beside the body, but never under what lies over the picture.
  #glassAt(camera, k) {
    const box = this.boxes[k];
    const room = columnRoom(box, this.view);
    const [edge] = camera.toWorld([camera.mirror > 0 ? box.x + room : box.x + box.width - room, 0]);
    return Math.max(GLASS_AT_CM, edge);
  }

  // The drop that is followed.
  #drop(g, actor) {
    const at = actor.trip.place({ ...actor.figure.organs.tracks, artery: actor.figure.arteryTrack });
    if (!at) return;
    const size = Math.max(1, 5.5 / actor.camera.scale);
    for (const [radius, colour] of [[size * 1.7, this.colours.alarm], [size, this.colours.cell]]) {
      g.beginPath();
      g.arc(at[0], at[1], radius, 0, 7);
      g.fillStyle = colour;
      g.fill();
    }
  }

  #dots(g, actor) {
    const size = Math.max(0.3, 1.5 / actor.camera.scale);
    g.fillStyle = this.colours.cell;
    g.beginPath();
    actor.parcels.dots.forEach((dot, i) => {
      if (actor.parcels.seen(dot)) {
        const [x, y] = actor.parcels.placeOf(dot);
        g.rect(x - size / 2, y - size / 2, size, size);
      }
      if (i % DOTS_TOGETHER === DOTS_TOGETHER - 1) {
        g.fill();
        g.beginPath();
      }
    });
    g.fill();
    g.beginPath();
    const { tracks } = actor.figure.organs;
    actor.stream.trace(g, { ...tracks, artery: actor.figure.arteryTrack }, { aorta: 2, cava: 2.3, carotid: 1, headVein: 1.5, toLung: 1.5, fromLung: 1.5, artery: 0.9 }, size);
    g.fill();
  }
}
