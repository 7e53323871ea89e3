// What the person does when, under the charts and on their clock: a block for each posture and movement.

import { clock, html, put, say } from "../dom.js";
import { LEFT, RIGHT } from "./plot.js";

const [LEAST_PX, WORDY_PX] = [2, 28]; // shorter ones are not drawn, or have no words

export class ActivityLane {
  constructor(app) {
    this.app = app;
    this.lanes = html("div", { "aria-hidden": "true" });
    this.words = html("p", { class: "sr" });
    this.element = html("figure", { class: "chart activities", id: "activity-lane" }, html("figcaption", {}, html("span", { class: "chart-title" }, "What is done")), this.lanes, this.words);
  }

  /** Draw what lies between two times, for each body that does something of its own. */
  paint(bodies, from, to) {
    const shown = bodies.filter((body, k) => k === 0 || this.app.state?.scenario.apart?.verb);
    while (this.lanes.children.length > shown.length) this.lanes.lastChild.remove();
    while (this.lanes.children.length < shown.length) this.lanes.append(html("div", { class: "activity-row", style: `margin:0 ${RIGHT}px 3px ${LEFT}px` }));
    const width = (this.lanes.firstChild?.clientWidth ?? 0) || 1;
    shown.forEach((body, k) => this.#row(this.lanes.children[k], shown.length > 1 ? `${body.toUpperCase()}: ` : "", this.app.activities.of(body), [from, to], width));
    const now = this.app.activities.of(bodies[0]).at(-1);
    say(this.words, now ? `${now.label} since ${clock(now.from)}` : "");
  }

  #row(row, leg, activities, [from, to], width) {
    const at = (time) => (width * (Math.min(Math.max(time, from), to) - from)) / (to - from);
    const blocks = activities.map((one) => ({ ...one, x: at(one.from), wide: at(one.to) - at(one.from) })).filter((one) => one.wide > LEAST_PX);
    while (row.children.length > blocks.length) row.lastChild.remove();
    while (row.children.length < blocks.length) row.append(html("span", {}));
    blocks.forEach((one, i) => {
      const block = row.children[i];
      put(block, "style", `left:${one.x.toFixed(1)}px;width:${one.wide.toFixed(1)}px`);
      put(block, "class", one.moves ? "moves" : "");
      say(block, one.wide > WORDY_PX ? `${leg}${one.label}` : "");
    });
  }
}
