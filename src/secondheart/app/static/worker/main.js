// The worker: loads the stepper and the page's file, and makes frames at the page's pace.

import { BodyError, readBody } from "./body_file.js";
import { ForceShares } from "./forces.js";
import { startKernel } from "./kernel.js";
import { Tab } from "./tab.js";

const [FPS, CREDIT, MOST_TICKS, LEAST_TICKS, TICK_S] = [25, 50, 2400, 4, 0.01];
const [BUSY_MS, FINDINGS_MS, REMEMBERED] = [30, 500, 25];

/** What the page's file holds, unpacked. */
export async function loadPage(bytes) {
  const unpacked = new Response(new Response(bytes).body.pipeThrough(new DecompressionStream("gzip")));
  const data = readBody(await unpacked.arrayBuffer(), "page.bin");
  data.shapes = [];
  for (let k = 0; data.arrays.has(`shape.${k}`); k += 1) data.shapes.push(data.arrays.get(`shape.${k}`).values);
  return data;
}

/** A tab on the stepper's bytes and the page's file. */
export async function startTab(wasm, data, say) {
  return new Tab(await startKernel(wasm, data.header.tuples, data.arrays), data, say);
}

class Maker {
  constructor() {
    Object.assign(this, { acked: 0, due: 0, tick_ms: 0.01, recent: [], looked: 0 });
    onmessage = (event) => this.#hear(event.data);
  }

  async #begin([wasm, page]) {
    try {
      const data = await loadPage(page);
      this.say({ schema: data.header.schema });
      this.tab = await startTab(wasm, data, (one) => this.say(one));
      this.shares = new ForceShares(() => startKernel(wasm, data.header.tuples, data.arrays), data);
      setInterval(() => this.#turn(), 1000 / FPS / 4);
    } catch (error) {
      this.say({ closed: error instanceof BodyError ? error.message : `The leg cannot be started here: ${error.message}.` });
    }
  }

  say(one) {
    if (one instanceof ArrayBuffer) postMessage(one, [one]);
    else postMessage(one);
  }

  #hear({ files, id, message, acked, visible }) {
    if (files) this.#begin(files);
    if (acked !== undefined) this.acked = acked;
    if (visible !== undefined && this.tab) this.tab.visible = visible;
    if (!message) return;
    try {
      if (message.type === "forces") this.#forces(id);
      else this.say({ answer: id, ok: this.tab.hear(message) });
    } catch (error) {
      this.say({ answer: id, wrong: error.message, key: error.key ?? "" });
    }
  }

  // The newest question is answered; one before it is dropped.
  #forces(id) {
    const asked = this.tab.asForces();
    this.say({ answer: id, ok: { type: "ok" } });
    this.shares.of(asked).then((found) => found && this.say({ type: "forces", body: "a", state: asked.state, ...found }));
  }

  #turn() {
    const { tab } = this;
    const now = performance.now();
    if (now < this.due || tab.seq - this.acked >= CREDIT) return;
    if (!tab.begun) tab.follow();
    if (!tab.showing) return;
    const { speed } = tab.wanted;
    const period = tab.visible ? 1 / FPS : 1;
    const wanted = Math.round((speed * period) / TICK_S);
    const most = Math.max(Math.floor(BUSY_MS / this.tick_ms), LEAST_TICKS);
    const ticks = tab.moving ? Math.max(Math.min(wanted, MOST_TICKS, most), 1) : 1;
    const span = this.#frame(ticks, speed);
    this.due = Math.max(this.due + 1000 * Math.max(period, span / speed), now);
    if (now - this.looked >= FINDINGS_MS) {
      this.looked = now;
      this.say(tab.values());
    }
  }

  #frame(ticks, speed) {
    const began = performance.now();
    try {
      const span = this.tab.frame(ticks, this.reached);
      const took = performance.now() - began;
      this.tick_ms += 0.2 * (took / Math.max(span / TICK_S, 1) - this.tick_ms);
      this.recent = [...this.recent.slice(1 - REMEMBERED), [began, span]];
      return span;
    } catch (error) {
      this.tab.anew = true;
      this.say({ type: "error", id: 0, key: "", text: `${error.message}.` });
      return ticks * TICK_S * speed;
    }
  }

  get reached() {
    const { recent } = this;
    const wall = recent.length > 1 ? (recent.at(-1)[0] - recent[0][0]) / 1000 : 0;
    return wall > 0 ? recent.slice(1).reduce((sum, [, span]) => sum + span, 0) / wall : 0;
  }
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) new Maker();
