// A frame out of what was seen of a body: the twin of app/frames.py and app/channels.py, which connection/frame.js reads.

const [MAGIC, HEADER, TICK_S] = [0x31464853, 40, 0.01];
const MEANS = ["pressure", "transmural", "volume", "flow", "opening", "muscle"];
const LEGS = ["left", "right"];

export const [ENVELOPE, SUMMARY, GAP] = [4, 2, 16];

/** The means of each column of rows, added up row by row. */
function means(values, rows, width) {
  const sums = new Float64Array(width);
  if (!rows) return sums.fill(NaN);
  for (let i = 0; i < width; i += 1) sums[i] = values[i];
  for (let r = 1; r < rows; r += 1) for (let i = 0; i < width; i += 1) sums[i] += values[r * width + i];
  for (let i = 0; i < width; i += 1) sums[i] /= rows;
  return sums;
}

/** The charted courses: rows x columns. */
export function sampleRows(stretch, samples, widths) {
  const rows = [];
  for (let r = 0; r < stretch.rows; r += 1) {
    rows.push(samples.map(({ from, places, factor }) => {
      let sum = 0;
      for (const place of places) sum += stretch[from][r * widths[from] + place];
      return factor === 1 ? sum : factor * sum;
    }));
  }
  return rows;
}

/** The values of each beat: when it ended, rate, stroke volume, pressures of the aorta, pressure of the right atrium. */
export function beatRows(stretch, vessels, connections) {
  const { beat_time: time, beat_pressure: pressure, beat_volume: volume } = stretch.record;
  const rows = [];
  for (let k = 0; k < stretch.beats; k += 1) {
    const aorta = k * vessels * 3;
    rows.push([time[2 * k], 60 / time[2 * k + 1], volume[k * connections], pressure[aorta], pressure[aorta + 1], pressure[aorta + 2], pressure[aorta + 3]]);
  }
  return rows;
}

function envelope(rows, width) {
  if (!rows.length) return rows;
  const column = (i) => rows.map((row) => row[i]);
  const flat = Float64Array.from(rows.flat());
  const middle = means(flat, rows.length, width);
  const each = Array.from({ length: width }, (_, i) => column(i));
  return [each.map((one) => one.reduce((a, b) => Math.min(a, b))), [...middle], each.map((one) => one.reduce((a, b) => Math.max(a, b)))];
}

/** The scalars of a frame, in the order of the hello. */
function scalars(live, stretch, hello) {
  const now = live.now();
  const span = stretch.ticks * TICK_S;
  now.cycles = now.cycle_s ? span / now.cycle_s : 0;
  for (const side of LEGS) now[`swelling_${side}`] = swelling(live, hello, side);
  return hello.scalars.map((one) => now[one.name]);
}

export function swelling(live, hello, side) {
  let sum = 0;
  hello.regions.forEach((one, k) => { if (one.side === side) sum += live.state.fluid[k]; });
  return sum;
}

/** What a frame holds of a body: blocks, samples and beats. */
export function bodyFrame(live, stretch, hello, samples, wide) {
  const widths = Object.fromEntries(MEANS.map((name) => [name, count(hello, name)]));
  const { state } = live;
  const of = {
    scalars: () => scalars(live, stretch, hello),
    height: () => state.height.subarray(0, hello.vessels.length),
    interface: () => state.cuff,
    chambers: () => live.chambers(hello.places),
    so2: () => state.saturation,
    swelling: () => state.fluid,
    lymph: () => state.lymph,
  };
  for (const name of MEANS) of[name] = () => means(stretch[name], stretch.rows, widths[name]);
  const rows = sampleRows(stretch, samples, widths);
  const { beat_vessels: vessels, beat_flows: flows } = stretch.record;
  return {
    blocks: hello.blocks.map((block) => of[block.name]()),
    samples: wide ? envelope(rows, samples.length) : rows,
    rows,
    beats: beatRows(stretch, vessels.length, flows.length),
  };
}

function count(hello, name) {
  return hello.blocks.find((one) => one.name === name).count;
}

/** The bytes of a frame. */
export function packFrame({ seq, time, hello, flags, span, sample, speed }, bodies) {
  const parts = bodies.flatMap((body) => [...body.blocks, ...body.samples, ...body.beats]);
  const buffer = new ArrayBuffer(HEADER + 4 * parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, seq, true);
  view.setFloat64(8, time, true);
  view.setUint16(16, hello, true);
  view.setUint16(18, flags, true);
  view.setUint16(20, bodies.length, true);
  view.setUint16(22, bodies[0].samples.length, true);
  view.setFloat32(24, span, true);
  view.setFloat32(28, sample, true);
  view.setFloat32(32, speed, true);
  view.setUint16(36, bodies[0].beats.length, true);
  view.setUint16(38, bodies[1]?.beats.length ?? 0, true);
  const numbers = new Float32Array(buffer, HEADER);
  let place = 0;
  for (const part of parts) {
    numbers.set(part, place);
    place += part.length;
  }
  return buffer;
}
