// What can be taken hold of in the picture: the lens, along the veins, and a stocking, up and down the leg.

import { html, put } from "../dom.js";

const HELD_MS = 1200; // after a wish it is the hand that counts, not yet the answer
const NEAR_PX = 26;
const STEP_PX = 44; // of the pointer within the lens for one valve further
// Where the stocking's edge stands, as the s of a leg, for each length; from where on a length is meant.
const LENGTHS = [{ name: "none", word: "no stocking", edge: 81 }, { name: "knee", word: "to the knee", edge: 46 }, { name: "thigh", word: "to the thigh", edge: 8 }];
const FRONT_CM = [[8, 9.6], [20, 9.2], [46, 5.9], [60, 5], [81, 3.8]]; // of the skin before the axis

const between = (s) => {
  let i = 1;
  while (i < FRONT_CM.length - 1 && s > FRONT_CM[i][0]) i += 1;
  const [[a, x], [b, z]] = [FRONT_CM[i - 1], FRONT_CM[i]];
  return x + ((z - x) * Math.min(Math.max((s - a) / (b - a), 0), 1));
};

/** The lens is dragged from valve to valve: by its place on the leg, or by moving up and down within it. */
export class LensHandle {
  constructor(root, scene, { place, onMove }) {
    Object.assign(this, { scene, place, onMove });
    root.addEventListener("pointerdown", (event) => this.#begin(event));
    root.addEventListener("pointermove", (event) => this.#move(event));
    for (const kind of ["pointerup", "pointercancel"]) root.addEventListener(kind, () => this.#end());
    root.addEventListener("click", (event) => {
      if (!this.dragged && !this.#within(this.#at(event))) return;
      event.stopPropagation(); // what was dragged, or looked at through the lens, was not clicked
      this.dragged = false;
    }, true);
  }

  #at(event) {
    const box = this.scene.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #within([x, y]) {
    const lens = this.place();
    return Boolean(lens) && Math.hypot(x - lens.x, y - lens.y) < lens.radius;
  }

  get #actor() {
    return this.scene.actors[this.scene.lensOf ?? 0];
  }

  #begin(event) {
    if (event.target !== this.scene.canvas || !this.place()) return;
    const at = this.#at(event);
    const { upper } = this.scene.lens.doorsOf(this.#actor, this.scene.chosen);
    const [x, y] = this.#actor.camera.toScreen([upper.x, upper.y]);
    if (this.#within(at)) this.held = { from: at[1] };
    else if (Math.hypot(at[0] - x, at[1] - y) < NEAR_PX) this.held = { free: true };
    else return;
    this.scene.canvas.style.cursor = "grabbing";
    event.preventDefault();
  }

  #move(event) {
    if (!this.held) {
      if (event.target === this.scene.canvas && this.#within(this.#at(event))) this.scene.canvas.style.cursor = "grab";
      return;
    }
    const at = this.#at(event);
    if (this.held.free) this.#nearest(at);
    else if (Math.abs(at[1] - this.held.from) > STEP_PX) {
      this.#step(at[1] < this.held.from ? 1 : -1);
      this.held.from = at[1];
    }
  }

  #nearest([x, y]) {
    const { doors, camera } = this.#actor;
    const far = (row) => { const [px, py] = camera.toScreen([row.x, row.y]); return Math.hypot(px - x, py - y); };
    this.#choose(doors.rows.reduce((best, row) => (far(row) < far(best) ? row : best)));
  }

  // The next valve up or down the same way.
  #step(way) {
    const { rows } = this.#actor.doors;
    const { upper } = this.scene.lens.doorsOf(this.#actor, this.scene.chosen);
    const fits = (row) => (way > 0 ? row.from === upper.to : row.to === upper.from);
    const next = rows.find((row) => fits(row) && row.vein.system === upper.vein.system) ?? rows.find(fits);
    if (next) this.#choose(next);
  }

  #choose(row) {
    this.dragged = true;
    if (row.name === this.scene.chosen) return;
    this.scene.chosen = row.name;
    this.onMove(row);
    this.scene.again();
  }

  #end() {
    if (this.held) this.scene.canvas.style.cursor = "";
    this.held = null;
  }
}

/** The edge of a stocking, to be pulled up the leg: none, to the knee, to the thigh; with arrow keys too. */
export class StockingHandle {
  constructor(root, scene, { onWear }) {
    Object.assign(this, { scene, onWear, length: 0 });
    this.button = html("button", { type: "button", class: "handle", role: "slider", "aria-label": "Stocking, to be pulled up the leg", "aria-valuemin": 0, "aria-valuemax": 2, hidden: true, onkeydown: (event) => this.#key(event) }, "⇅");
    root.append(this.button);
    this.button.addEventListener("pointerdown", (event) => {
      this.button.setPointerCapture(event.pointerId);
      this.held = LENGTHS[this.length].edge;
    });
    this.button.addEventListener("pointermove", (event) => this.held !== undefined && this.#drag(event));
    for (const kind of ["pointerup", "pointercancel"]) this.button.addEventListener(kind, () => this.#drop());
  }

  get #limb() {
    return this.scene.actors[0]?.figure.near;
  }

  // How far down the leg the pointer is: the nearest place of its front.
  #drag(event) {
    const box = this.scene.canvas.getBoundingClientRect();
    const at = [event.clientX - box.left, event.clientY - box.top];
    const { camera } = this.scene.actors[0];
    let [best, found] = [Infinity, this.held];
    for (let s = LENGTHS[2].edge; s <= LENGTHS[0].edge; s += 1) {
      const [x, y] = camera.toScreen(this.#limb.at(between(s), s));
      const far = Math.hypot(x - at[0], y - at[1]);
      if (far < best) [best, found] = [far, s];
    }
    this.held = found;
    this.#preview(found);
    this.scene.again();
  }

  #preview(edge) {
    for (const actor of this.scene.actors.slice(0, 1)) actor.figure.dressing.pulled = edge;
  }

  #drop() {
    if (this.held === undefined) return;
    const apart = (one) => Math.abs(one.edge - this.held);
    const length = LENGTHS.reduce((best, one) => (apart(one) < apart(best) ? one : best));
    this.held = undefined;
    this.#preview(undefined);
    this.#wear(LENGTHS.indexOf(length));
  }

  #key(event) {
    const step = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.#wear(Math.min(Math.max(this.length + step, 0), LENGTHS.length - 1));
  }

  #wear(length) {
    if (length !== this.length) this.onWear(LENGTHS[length].name);
    [this.length, this.wished] = [length, performance.now()];
  }

  /** Stand where the stocking ends now; `worn` is none, knee or thigh. */
  follow(shown, worn) {
    this.button.hidden = !shown || !this.#limb;
    if (this.button.hidden) return;
    if (this.held === undefined && performance.now() - (this.wished ?? -Infinity) > HELD_MS) this.length = Math.max(LENGTHS.findIndex((one) => one.name === worn), 0);
    const s = this.held ?? LENGTHS[this.length].edge;
    const [x, y] = this.scene.actors[0].camera.toScreen(this.#limb.at(between(s) + 2.6, s));
    this.button.style.transform = `translate(${(x - 18).toFixed(0)}px, ${(y - 18).toFixed(0)}px)`;
    put(this.button, "aria-valuenow", String(this.length));
    put(this.button, "aria-valuetext", LENGTHS[this.length].word);
  }
}
