// The veins of a leg on its pose: where each runs, how wide it is, what colour its blood has.

import { VEINS, WAYS } from "./figure_data.js";
import { bloodColour } from "./palette.js";
import { sampled, Track } from "./paths.js";
import { spindle, tube } from "./painter.js";

const FULL = 1.6; // volume over the unstressed one at which a vein has its width
const [THINNEST, WIDEST] = [0.45, 1.7];
const WAY_CM = 0.5;
const WINDING = 1.35; // over its width at rest, a superficial vein begins to wind
const EACH = 6; // points between two of the plan

const along = (track, share) => track.at(share).slice(0, 2);

export class Vessels {
  constructor() {
    this.veins = VEINS.map((row) => ({ ...row, drawn: row.width, index: -1 }));
    this.ways = WAYS.map((row) => ({ ...row, drawn: WAY_CM, index: -1 }));
    this.byName = new Map(this.veins.map((row) => [row.name, row]));
  }

  bind(names, side) {
    for (const row of this.veins) {
      row.index = names.of("vessels", row.name, side);
      const about = names.hello.vessels[row.index];
      row.rest = about?.unstressed_mL ?? NaN;
      row.label = about?.label ?? row.name.replaceAll("_", " ");
    }
    for (const row of this.ways) row.index = names.of("vessels", row.from, side);
  }

  /** Lay all veins on a leg. */
  place(limb) {
    for (const row of this.veins) row.track = new Track(sampled(this.#wound(row, row.path.map((point) => limb.place(point))), EACH));
    for (const row of this.ways) {
      const [from, to] = [row.from, row.to].map((name, k) => along(this.byName.get(name).track, row.at[k]));
      row.track = new Track([from, ...(row.by ?? []).map((point) => limb.place(point)), to]);
    }
  }

  // A vein that is much wider than at rest grows longer, too, and winds.
  #wound(row, points) {
    const over = row.system === "superficial" ? row.drawn / row.width - WINDING : 0;
    if (over <= 0.02) return points;
    const found = [points[0]];
    for (let i = 1; i < points.length; i += 1) {
      const [a, b] = [points[i - 1], points[i]];
      const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
      const far = Math.hypot(dx, dy) || 1;
      const bends = Math.max(Math.round(far / 2.4), 1);
      for (let k = 1; k <= bends; k += 1) {
        const t = k / bends;
        const aside = k === bends && i === points.length - 1 ? 0 : (k % 2 ? 1 : -1) * Math.min(1.6 * over, 0.75);
        found.push([a[0] + dx * t - (dy / far) * aside, a[1] + dy * t + (dx / far) * aside]);
      }
    }
    return found;
  }

  /** Take widths and saturations from a body of a frame. */
  show(values) {
    for (const row of this.veins) {
      if (row.index < 0) continue;
      const share = Math.sqrt(values.volume[row.index] / (FULL * row.rest));
      row.drawn = row.width * Math.min(Math.max(Number.isFinite(share) ? share : 1, THINNEST), WIDEST);
      row.so2 = values.so2?.[row.index] ?? NaN;
    }
    for (const row of this.ways) row.so2 = values.so2?.[row.index] ?? NaN;
  }

  paint(g, colours, systems, paintOf = (row) => bloodColour(colours, row.so2)) {
    for (const row of this.veins) {
      if (!systems.includes(row.system)) continue;
      if (row.system === "sinus") spindle(g, row.track.points, row.drawn, paintOf(row), colours.casing);
      else tube(g, row.track.points, row.drawn, paintOf(row), colours.casing);
    }
  }

  paintWays(g, colours, perforators, paintOf = (row) => bloodColour(colours, row.so2)) {
    for (const row of this.ways) if ((row.kind === "perforator") === perforators) tube(g, row.track.points, WAY_CM, paintOf(row), colours.casing, 0.28);
  }
}
