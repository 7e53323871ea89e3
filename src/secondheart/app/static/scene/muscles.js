// Muscles: they bulge and redden with the pressure they put on the veins in them.

import { figure, put, svg } from "../dom.js";
import { smooth } from "./paths.js";

const TIGHT_MMHG = 110;
const BULGE = 0.2; // of the width, at that pressure
const STEPS = 20;

const middle = (points) => [0, 1].map((k) => points.reduce((sum, one) => sum + one[k], 0) / points.length);

export class Muscles {
  constructor(layer, plan) {
    this.rows = plan.muscle.map((row) => {
      const title = svg("title");
      const path = svg("path", { class: "muscle", "data-muscle": row.name }, title);
      layer.append(path);
      return { ...row, path, title, centre: middle(row.outline), tight: -1 };
    });
  }

  bind(names, side) {
    for (const row of this.rows) row.index = names.of("muscles", row.name, side);
  }

  pose(body) {
    this.body = body;
    for (const row of this.rows) this.#draw(row);
  }

  show(values) {
    for (const row of this.rows) {
      const mmHg = row.index < 0 ? NaN : values.muscle[row.index];
      const tight = Math.round(STEPS * Math.min(Math.max((mmHg || 0) / TIGHT_MMHG, 0), 1)) / STEPS;
      if (tight === row.tight) continue;
      row.tight = tight;
      row.title.textContent = `${row.label}: ${figure(mmHg)} mmHg`;
      put(row.path, "style", `--tight:${tight}`);
      put(row.path, "data-tight", tight > 0.1 ? "true" : "false");
      this.#draw(row);
    }
  }

  #draw(row) {
    if (!this.body) return;
    const tight = Math.max(row.tight, 0);
    const [x0, y0] = row.centre;
    const points = row.outline.map(([x, y]) => [x0 + (x - x0) * (1 + BULGE * tight), y0 + (y - y0) * (1 - 0.04 * tight)]);
    put(row.path, "d", smooth(this.body.turnAll(points), true));
  }
}
