// Duplex at a vein, live: its velocity as a chart, a cuff that squeezes below it and lets go, and how long blood then runs back.

import { figure, html, say } from "../dom.js";
import { LIMITS_S } from "../scene/reflux.js";

// As clinic/reverse_flow.py has it: the wall filter, while valves close and later, when reflux has to begin after the release, and
// what does not end it.
const [SLOWEST_CM_S, SLUGGISH_CM_S, CLOSING_S, ONSET_S, INTERRUPTION_S] = [1, 5, 0.5, 1, 0.2];
const [SQUEEZED_S, RISE_S, LOOKED_S] = [3, 0.5, 8];
const CUFFS = { foot: 120, calf: 100, thigh: 80 }; // mmHg
const LONG = /^(common_femoral|femoral|popliteal)/;

/** How long blood runs backwards after a release, in s: rows are [velocity, seconds] from then on. */
export function refluxTime(rows) {
  let [time, start, last] = [0, null, null];
  for (const [velocity, seconds] of rows) {
    time += seconds;
    if (velocity >= -(time - 0.5 * seconds < CLOSING_S ? SLOWEST_CM_S : SLUGGISH_CM_S)) continue;
    if (start === null && time > ONSET_S) return 0;
    if (last !== null && time - last > INTERRUPTION_S + seconds) break;
    start ??= time - seconds;
    last = time;
  }
  return start === null ? 0 : last - start;
}

const below = (vein) => (/thigh|common_femoral|femoral_upper|iliac|deep_femoral/.test(vein) ? "thigh" : /calf|popliteal|femoral_lower|upper|peroneal|sinuses/.test(vein) ? "calf" : "foot");

export class Duplex {
  constructor(app, vein) {
    [this.app, this.vein] = [app, vein]; // its name with its side
    const base = vein.replace(/_(left|right)$/, "");
    this.limit_s = LONG.test(base) ? LIMITS_S.long : LIMITS_S.other;
    this.site = html("select", { "aria-label": "Where the cuff sits" }, Object.entries(CUFFS).map(([site, mmHg]) => html("option", { value: site }, `${site}, ${mmHg} mmHg`)));
    this.site.value = below(base);
    this.error = html("span", { class: "error", role: "alert", "data-error": "duplex" });
    this.button = html("button", { type: "button", "data-do": "squeeze", onclick: () => this.#squeeze() }, "Squeeze and let go");
    this.answer = html("p", { class: "answer-line", role: "status", "data-duplex": "" });
    this.element = html("div", { class: "control" }, html("p", { class: "soft" }, "Duplex: the chart shows the velocity; a cuff fills for three seconds and lets go."), html("div", { class: "pair" }, this.site, this.button), this.answer, this.error);
  }

  async #squeeze() {
    const { app } = this;
    const before = app.state.scenario.cuffs ?? [];
    const site = this.site.value;
    app.watch(this.vein);
    const accepted = await app.ask({ type: "set", key: "cuffs", value: [{ site, pressure_mmHg: CUFFS[site], rise_s: RISE_S }] }, this.error);
    if (!accepted) return;
    this.button.disabled = true;
    this.phase = { until: accepted.begins_s + SQUEEZED_S, before };
    say(this.answer, "The cuff squeezes …");
  }

  /** Follow the frames: let go when it is time, and then look how long blood runs back. */
  async tick() {
    const { phase, app } = this;
    if (!phase || phase.busy) return;
    if (phase.until !== undefined && app.series.now >= phase.until) {
      phase.busy = true;
      const accepted = await app.ask({ type: "set", key: "cuffs", value: phase.before }, this.error);
      this.phase = accepted ? { released: accepted.begins_s } : null;
      this.button.disabled = !accepted;
      say(this.answer, accepted ? "Let go: the blood is watched …" : "");
    } else if (phase.released !== undefined) this.#look(phase.released);
  }

  #look(released) {
    const { series, body } = this.app;
    const rows = series.raw(body, `velocity:${this.vein}`, released, released + LOOKED_S);
    const seconds = refluxTime(rows);
    const over = series.now >= released + LOOKED_S;
    this.answer.dataset.reflux = figure(1000 * seconds);
    const judged = seconds > this.limit_s ? `reflux: longer than ${figure(1000 * this.limit_s)} ms` : `the valve closes within ${figure(1000 * this.limit_s)} ms`;
    say(this.answer, `Back for ${figure(1000 * seconds)} ms${over ? `: ${judged}` : " …"}`);
    if (!over) return;
    this.phase = null;
    this.button.disabled = false;
  }
}
