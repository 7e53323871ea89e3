// What is touched in the picture: every vein and valve as a place for the pointer and the keyboard, over the canvas.

import { html, put, say, svg } from "../dom.js";
import { doorWords } from "./describe.js";

const NEAR_PX = 16; // of a pointer: targets are at least 24 px wide
const RADIUS = 13;
const MOVED_MS = 250; // targets without the focus follow the moving leg so often
const KEYS = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 };

export class Touch {
  constructor(root, scene, { onPick, label = "Veins and valves of the leg" }) {
    [this.scene, this.onPick] = [scene, onPick];
    this.svg = svg("svg", { class: "touch", role: "group", "aria-label": `${label}: arrow keys go from one to the next` });
    this.tip = html("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    root.append(this.svg, this.tip);
    this.rows = [];
    this.moved = 0;
    this.svg.addEventListener("keydown", (event) => this.#key(event));
    root.addEventListener("click", (event) => event.target === scene.canvas && this.#click(event));
    root.addEventListener("pointermove", (event) => this.#hover(event));
    root.addEventListener("pointerleave", () => { this.tip.hidden = true; });
  }

  /** Make the targets of the people there are, in the order from the groin down. */
  bind() {
    this.rows = this.scene.actors.flatMap((actor, k) => this.#rowsOf(actor, k));
    this.svg.replaceChildren(...this.rows.map((row) => row.element));
    this.#rove(this.rows[0]);
    this.moved = 0;
    this.follow();
  }

  #rowsOf(actor, k) {
    const doors = actor.doors.rows.map((door) => ({ kind: "valve", name: door.name, door, at: () => [door.x, door.y] }));
    const veins = actor.vessels.veins.filter((vein) => vein.index >= 0).map((vein) => ({ kind: "vessel", name: vein.name, vein, at: () => vein.track.at(0.5).slice(0, 2) }));
    const rows = [...doors, ...veins].map((row) => ({ ...row, k, body: actor.body, order: row.at()[1] }));
    rows.sort((a, b) => b.order - a.order);
    for (const row of rows) row.element = this.#element(row);
    return rows;
  }

  #element(row) {
    const about = row.kind === "valve" ? { "data-valve": row.name } : { "data-vessel": row.name };
    const element = svg("g", { class: "target", role: "button", tabindex: -1, "data-body": row.body, ...about }, svg("circle", { r: RADIUS }));
    element.addEventListener("focus", () => this.#focused(row));
    element.addEventListener("blur", () => { this.current = null; });
    element.addEventListener("click", () => this.onPick(row));
    return element;
  }

  #focused(row) {
    this.current = row;
    this.#rove(row);
    this.#name(row);
    this.follow();
  }

  #rove(row) {
    for (const one of this.rows) put(one.element, "tabindex", one === row ? "0" : "-1");
  }

  #key(event) {
    const place = this.rows.indexOf(this.current);
    if (place < 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      event.stopPropagation();
      this.onPick(this.current);
    }
    const step = KEYS[event.key] ?? (event.key === "Home" ? -place : event.key === "End" ? this.rows.length - 1 - place : 0);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    this.rows[(place + step + this.rows.length) % this.rows.length].element.focus();
  }

  #nearest(event) {
    const box = this.scene.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let [best, found] = [NEAR_PX, null];
    for (const row of this.rows) {
      const [px, py] = this.#screen(row);
      const far = Math.hypot(px - x, py - y) + (row.kind === "vessel" ? 4 : 0); // a valve goes before the vein that it is in
      if (far < best) [best, found] = [far, row];
    }
    return found ?? this.#veinUnder(x, y);
  }

  #veinUnder(x, y) {
    let [best, found] = [7, null];
    for (const row of this.rows) {
      if (row.kind !== "vessel") continue;
      const { camera } = this.scene.actors[row.k];
      for (const point of row.vein.track.points) {
        const [px, py] = camera.toScreen(point);
        const far = Math.hypot(px - x, py - y);
        if (far < best) [best, found] = [far, row];
      }
    }
    return found;
  }

  #click(event) {
    const row = this.#nearest(event);
    if (row) this.onPick(row);
  }

  #hover(event) {
    const row = event.target === this.scene.canvas && event.pointerType === "mouse" ? this.#nearest(event) : null;
    this.scene.canvas.style.cursor = row ? "pointer" : "";
    this.tip.hidden = !row;
    if (!row) return;
    say(this.tip, this.#words(row));
    const [x, y] = this.#screen(row);
    this.tip.style.transform = `translate(${(x + 14).toFixed(0)}px, ${(y - 12).toFixed(0)}px)`;
  }

  #words(row) {
    if (row.kind === "vessel") return row.vein.label;
    const { opening, leak, reflux } = row.door;
    return `valve, ${row.door.label}: ${doorWords(opening, leak, reflux)}`;
  }

  #name(row) {
    put(row.element, "aria-label", this.#words(row));
  }

  #screen(row) {
    return this.scene.actors[row.k].camera.toScreen(row.at());
  }

  /** Follow the picture. */
  follow() {
    if (this.current) this.#move(this.current);
    const now = performance.now();
    if (now - this.moved < MOVED_MS) return;
    this.moved = now;
    for (const row of this.rows) {
      this.#move(row);
      this.#name(row);
      if (row.kind === "valve") this.#state(row);
    }
  }

  #move(row) {
    const [x, y] = this.#screen(row);
    put(row.element, "transform", `translate(${x.toFixed(0)} ${y.toFixed(0)})`);
  }

  #state({ element, door }) {
    put(element, "data-open", String(door.opening > 0.5));
    put(element, "data-reflux", String(door.reflux));
    put(element, "data-leak", door.leak.toFixed(2));
  }

  /** Go to a valve or vein by its name, as if it was reached by keys. */
  focus(name) {
    this.rows.find((row) => row.name === name)?.element.focus();
  }
}
