// What a leg wears, and how it has swollen: a stocking as cloth over the skin, cuffs and chambers as cushions, the outline of
// the morning under the skin of now.

import { BACK, FRONT } from "./figure_data.js";
import { area, trace } from "./painter.js";
import { airWords, garmentWords, growthOf, NOTICED_ML, pressedPlaces, swellingWords } from "./worn.js";

const CLOTH = { knee: 46, thigh: 8 }; // how far up it reaches, as the s of a leg
const [SOLE, HEEL] = [[[13, -8.2, 1], [6, -7.1, 1], [-2, -8.3, 1]], [[-6.3, -6.6, 1], [-5.2, -2.4, 1]]];
const INSTEP = [[4.2, 0, 1], [8, -2.6, 1], [13, -4.7, 1]];
const KNIT_CM = 1.7;
// Where cuffs and chambers sit: from, to as the s of a leg; those of the foot by themselves.
const CHAMBERS = { ankle: [74, 82], calf: [53, 68], upper_calf: [53, 62], below_knee: [46.5, 50.5], above_knee: [29, 36], thigh: [10, 26] };
const FULL_MMHG = 60;
const [LIMP_CM, FULL_CM] = [0.5, 2.4];
const REGIONS = [["thigh", 21], ["upper_calf", 52], ["lower_calf", 68], ["foot", 84]]; // each with the s of its middle

const between = (edge, from, to) => edge.filter(([, s]) => s > from && s < to);
const atEdge = (edge, s) => {
  let i = 1;
  while (i < edge.length - 1 && (edge[i][1] - s) * Math.sign(edge[1][1] - edge[0][1]) < 0) i += 1;
  const [[x0, s0], [x1, s1]] = [edge[i - 1], edge[i]];
  return [x0 + ((x1 - x0) * (s - s0)) / (s1 - s0 || 1), s];
};

export class Dressing {
  constructor() {
    [this.worn, this.chambers, this.growth, this.swollen] = [{}, [], REGIONS.map(() => 0), 0];
  }

  bind(names, side, person) {
    this.worn = pressedPlaces(names, side, person?.garment_mmHg);
    this.sites = [...Object.keys(CHAMBERS), "foot"].map((site) => ({ site, index: names.of("places", site, side) }));
    this.regions = REGIONS.map(([name]) => (names.hello.regions ?? []).findIndex((one) => one.name === `${name}_${side}`));
  }

  show(values) {
    this.chambers = this.sites.map(({ site, index }) => ({ site, mmHg: values.chambers?.[index] ?? NaN })).filter((one) => Number.isFinite(one.mmHg));
    let sum = 0;
    this.regions.forEach((index, k) => {
      const mL = values.swelling?.[index] ?? 0;
      sum += mL;
      this.growth[k] = growthOf(REGIONS[k][0], mL);
    });
    this.swollen = sum;
  }

  /** How far the skin stands out at a height, in cm. */
  grown(s) {
    if (Math.abs(this.swollen) < NOTICED_ML) return 0;
    if (s <= REGIONS[0][1]) return this.growth[0] * Math.max((s + 4) / (REGIONS[0][1] + 4), 0);
    for (let i = 1; i < REGIONS.length; i += 1) {
      const [[, from], [, to]] = [REGIONS[i - 1], REGIONS[i]];
      if (s <= to) return this.growth[i - 1] + ((this.growth[i] - this.growth[i - 1]) * (s - from)) / (to - from);
    }
    return this.growth.at(-1);
  }

  /** A point of the skin with what has swollen under it. */
  swell(point) {
    if (point.length > 2) return point;
    return [point[0] + Math.sign(point[0]) * this.grown(point[1]), point[1]];
  }

  paint(g, colours, limb) {
    if (this.grown(70)) this.#morning(g, colours, limb);
    if (this.worn.ankle || this.pulled !== undefined) this.#cloth(g, colours, limb);
    for (const one of this.chambers) this.#cushion(g, colours, limb, one);
  }

  #morning(g, colours, limb) {
    g.setLineDash([1.1, 0.9]);
    g.strokeStyle = colours.ink;
    g.lineWidth = 0.24;
    for (const edge of [FRONT, BACK]) {
      trace(g, between(edge, 3, 83).map((point) => limb.place(point)));
      g.stroke();
    }
    g.setLineDash([]);
  }

  #cloth(g, colours, limb) {
    const top = this.pulled ?? (this.worn.thigh ? CLOTH.thigh : CLOTH.knee); // where a hand pulls it, while it does
    const put = (point) => limb.place(this.swell(point));
    const outline = [atEdge(FRONT, top), ...between(FRONT, top, 82), ...INSTEP, ...SOLE, ...HEEL, ...between(BACK, top, 82), atEdge(BACK, top)].map(put);
    g.save();
    g.globalAlpha = 0.26;
    area(g, outline, colours.cloth);
    g.globalAlpha = 0.5;
    trace(g, outline, true);
    g.clip();
    g.strokeStyle = colours.cloth;
    g.lineWidth = 0.16;
    g.beginPath();
    for (let s = top; s < 86; s += KNIT_CM) {
      g.moveTo(...limb.at(-16, s));
      g.lineTo(...limb.at(16, s + 1.2));
    }
    g.stroke();
    g.restore();
    g.strokeStyle = colours.cloth;
    g.lineWidth = 0.9;
    g.beginPath();
    g.moveTo(...put(atEdge(FRONT, top)));
    g.lineTo(...put(atEdge(BACK, top)));
    g.stroke();
  }

  // A cushion on both sides of the leg, the thicker the more the air in it presses.
  #cushion(g, colours, limb, { site, mmHg }) {
    const thick = LIMP_CM + (FULL_CM - LIMP_CM) * Math.min(Math.max(mmHg / FULL_MMHG, 0), 1);
    g.fillStyle = colours.cloth;
    g.globalAlpha = 0.45 + 0.4 * Math.min(mmHg / FULL_MMHG, 1);
    if (site === "foot") this.#shape(g, [[2, -8.6, 1], [6, -7.4, 1], [12, -8.5, 1]], [[12, -8.5 - thick, 1], [6, -8.2 - thick, 1], [2, -8.6 - thick, 1]], limb);
    else {
      const [from, to] = CHAMBERS[site];
      for (const edge of [FRONT, BACK]) {
        const inner = [from, (from + to) / 2, to].map((s) => this.swell(atEdge(edge, s)));
        this.#shape(g, inner, inner.map(([x, s], i) => [x + Math.sign(x) * thick * (i === 1 ? 1 : 0.45), s]).reverse(), limb);
      }
    }
    g.globalAlpha = 1;
  }

  #shape(g, inner, outer, limb) {
    area(g, [...inner, ...outer].map((point) => limb.place(point)), g.fillStyle);
  }

  /** In words: what is worn and at how much, what has swollen, what is full. */
  words(word) {
    const [worn, air] = [garmentWords(this.worn), airWords(this.chambers)];
    return [worn && `${word("stocking")}: ${worn}`, air && `air in ${air}`, swellingWords(this.swollen)].filter(Boolean);
  }
}
