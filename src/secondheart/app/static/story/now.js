// One number with its line and the band of what is normal, and the three forces as shares.

import { byId, figure, html, put, say } from "../dom.js";
import { digitsFor, factorOf, pressureUnit } from "../units.js";
import { onWords, word } from "../words.js";
import { Spark } from "./spark.js";

const LOOK_MS = 120;
const [SETTLED_S, BEGINS_S] = [40, 1]; // standing at rest is known after, or before, so long
const MEAN_S = 1.3; // about a stride, so that the number does not flicker
const FORCES = [["heart", "Heart"], ["breathing", "Breath"], ["muscles", "Muscles"]];

/** In what the shares of the forces are known: an activity, and what their test calls it. */
export const FORCES_STATES = { lie: "lying", stand: "standing", walk: "walking" };

export class Now {
  constructor(root, app) {
    this.app = app;
    this.name = html("p", { class: "soft" });
    this.number = html("span", { class: "big", "data-number": "" }, "–");
    this.unit = html("span", { class: "soft" });
    this.beside = html("p", { class: "soft", "data-standing": "" });
    this.canvas = html("canvas", { role: "img", "aria-label": "course of the pressure: nothing yet", class: "spark" });
    this.spark = new Spark(this.canvas);
    this.card = html("div", { class: "card number-card" }, this.name, html("p", { class: "line" }, this.number, " ", this.unit), this.beside, this.canvas);
    this.bars = FORCES.map(([name, label]) => ({ name, row: html("span", {}, label), bar: html("i"), share: html("output") }));
    this.forces = html("div", { class: "card forces-card", hidden: true }, html("p", { class: "soft" }, "Who brings the blood back from the legs"),
      html("div", { class: "three" }, this.bars.map((one) => [one.row, html("div", { class: `meter ${one.name}` }, one.bar), one.share])), this.ankle = html("p", { "data-ankle": "" }), this.doing = html("p", { class: "soft" }));
    root.append(this.card, this.forces);
    this.looked = 0;
    app.on("forces", (message) => this.#shares(message));
    onWords(() => { this.looked = 0; });
  }

  /** They are being computed. */
  await() {
    for (const one of this.bars) {
      say(one.share, "…");
      one.bar.style.width = "0";
    }
    say(this.ankle, "");
    say(this.doing, "being computed for this person");
  }

  // The share of each force, and what the muscles do to the pressure, as the test of the forces has it.
  #shares(message) {
    if (message.state !== FORCES_STATES[this.app.state?.scenario.verb]) return; // something else is done by now, and was asked for
    for (const one of this.bars) {
      const percent = message.shares[one.name];
      one.bar.style.width = `${Math.min(Math.max(percent, 0), 100)}%`;
      say(one.share, `${figure(percent)} %`);
    }
    const [all, without] = [message.ankle_mmHg, message.ankle_without_muscles_mmHg].map((one) => figure(one * factorOf("mmHg"), digitsFor("mmHg", 0)));
    say(this.ankle, `Pressure at the ankle: ${all} ${pressureUnit()} with the muscles, ${without} without.`);
    say(this.doing, `${message.state}, over the last half of a minute`);
  }

  /** The mean of about a stride; where one is gone through by hand, the value of that moment. */
  get mean() {
    if (this.moment) return this.app.series.value(this.app.body, `ankle_vein_${this.app.side}`, this.moment);
    return this.app.series.mean(this.app.body, `ankle_vein_${this.app.side}`, MEAN_S * Math.max(this.app.series.speed, 1));
  }

  tick() {
    const now = performance.now();
    if (now - this.looked < LOOK_MS || !this.app.hello) return;
    this.looked = now;
    const { app } = this;
    const factor = factorOf("mmHg");
    const value = this.mean;
    if (this.#stands && Number.isFinite(value)) this.standing = value;
    say(this.name, word(app.hello.samples.find((one) => one.name === `ankle_vein_${app.side}`)?.label ?? ""));
    say(this.number, figure(value * factor, digitsFor("mmHg", 0)));
    put(this.number, "data-value", figure(value, 1));
    say(this.unit, pressureUnit());
    say(this.beside, this.standing && app.state?.scenario.verb !== "stand" ? `${figure(this.standing * factor, digitsFor("mmHg", 0))} when standing still` : "as high as the blood stands over it");
    this.#line(factor);
  }

  // Whether the person stands at rest: since long, or as a run begins, before anything was changed.
  get #stands() {
    const { app } = this;
    if (app.state?.scenario.verb !== "stand" || app.state.pending) return false;
    return app.found?.since_s ? app.found.since_s > SETTLED_S : app.series.now < BEGINS_S;
  }

  #line(factor) {
    const { app } = this;
    const row = app.found?.rows.find((one) => one.name === "ankle_vein_mean" && one.side === app.side);
    const style = getComputedStyle(document.documentElement);
    const of = (name) => style.getPropertyValue(name).trim();
    this.spark.draw(app.series, app.hello.bodies, `ankle_vein_${app.side}`, {
      low: row?.normal_low ?? null, high: row?.normal_high ?? null, top: 110 * factor, factor: 1 * factor, words: "normal",
      colours: { line: of("--accent"), other: of("--alarm"), band: of("--band"), soft: of("--soft") },
    });
    byId("now").dataset.found = row ? "true" : "false";
  }
}
