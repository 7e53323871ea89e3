// Axes of charts: their ends, their marks, and what lies so far above all else that it is cut off.

const SLACK = 0.08;
const [USUAL, FAR, ABOVE, FEW] = [0.98, 1.6, 1.25, 50]; // share of the values, and how far over them the axis ends
const STEPS = [1, 2, 2.5, 5, 10];
const EMPTY_SHARE = 0.6; // an axis shrinks only where less of it than that is used

/** The highest value, or, where only a few stand far above all others, a little over those. */
export function robust(values) {
  const high = values.reduce((most, value) => Math.max(most, value), -Infinity);
  if (values.length < FEW) return high;
  const usual = Float32Array.from(values).sort()[Math.floor(USUAL * (values.length - 1))];
  return high > FAR * Math.max(usual, 1) ? ABOVE * usual : high;
}

/** A step of 1, 2, 2.5 or 5 that goes at most so often between two ends. */
export function stepOf(low, high, most) {
  const raw = (high - low || 1) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  return STEPS.map((one) => one * power).find((one) => one >= raw * (1 - 1e-9));
}

/** Round numbers between two ends. */
export function marks(low, high, most) {
  const step = stepOf(low, high, most);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k += 1) found.push(Number((k * step).toPrecision(10)));
  return found;
}

/** Ends of an axis: at least from `floor` to `ceiling` where these are given; it grows at once and shrinks late. */
export function ends(before, low, high, { floor = null, ceiling = null, least = 0 }) {
  if (!(low <= high)) return before ?? [floor ?? 0, ceiling ?? 1];
  const slack = SLACK * Math.max(high - low, least / 10) + Math.max((least - (high - low)) / 2, 0);
  const from = floor === null ? low - slack : Math.min(low < floor ? low - slack : floor, floor);
  const to = ceiling === null ? high + slack : Math.max(high > ceiling ? high + slack : ceiling, ceiling);
  const inside = before && from >= before[0] && to <= before[1] && to - from >= EMPTY_SHARE * (before[1] - before[0]);
  if (inside) return before;
  const step = stepOf(from, to, 6);
  return [Math.floor(from / step + 1e-9) * step, Math.ceil(to / step - 1e-9) * step];
}
