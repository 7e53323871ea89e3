// Colours of pressure and of oxygen: two ramps that people with any colour vision tell apart, each with its own legend.

// Cividis (Nunez et al. 2018): its lightness rises all the way, also for the colour-blind.
const CIVIDIS = [
  "#00224e", "#003170", "#2a3f6d", "#434e6c", "#575d6d", "#6a6c71", "#7d7c78",
  "#918b78", "#a59c74", "#bcae6c", "#d2c060", "#e9d34e", "#fee838",
];
// Plasma without its pale end: violet is poor in oxygen, orange is rich.
const PLASMA = ["#2a0593", "#5402a3", "#7a02a8", "#9c179e", "#b83289", "#cf4f72", "#e16c5b", "#f08b45", "#fcab2f"];

/** What may be shown as colour: where in a frame it stands, its ramp, ends, unit and words. */
export const SCALES = {
  pressure: { block: "pressure", ramp: CIVIDIS, low: 0, high: 120, unit: "mmHg", plain: "pressure in the veins", clinical: "venous pressure" },
  oxygen: { block: "so2", ramp: PLASMA, low: 20, high: 100, unit: "%", factor: 100, plain: "oxygen in the blood", clinical: "oxygen saturation" },
};
const STEPS = 120; // of a ramp: finer ones look alike, and each change costs a new style

const channels = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

function between(ramp, share) {
  const place = share * (ramp.length - 1);
  const below = Math.min(Math.floor(place), ramp.length - 2);
  const [one, other] = [channels(ramp[below]), channels(ramp[below + 1])];
  return `rgb(${one.map((a, i) => Math.round(a + (other[i] - a) * (place - below))).join(" ")})`;
}

const tables = new Map();

function table(scale) {
  if (!tables.has(scale)) tables.set(scale, Array.from({ length: STEPS + 1 }, (_, i) => between(scale.ramp, i / STEPS)));
  return tables.get(scale);
}

/** The colour of a value; that of the nearer end where it lies outside; none where it is not known. */
export function colourOf(scale, value) {
  if (!Number.isFinite(value)) return "";
  const share = (value * (scale.factor ?? 1) - scale.low) / (scale.high - scale.low);
  return table(scale)[Math.round(Math.min(Math.max(share, 0), 1) * STEPS)];
}

/** The ramp as a CSS gradient. */
export const gradient = (scale) => `linear-gradient(to right, ${scale.ramp.join(", ")})`;

/** The values under the legend. */
export const ticks = (scale, count = 5) => Array.from({ length: count }, (_, i) => scale.low + ((scale.high - scale.low) * i) / (count - 1));
