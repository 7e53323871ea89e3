// One binary frame: a header, then for each body its blocks, samples and beats. Names and order come in `hello`.

const MAGIC = 0x31464853;
const HEADER = 40;

export const REPLAYED = 1;
export const SUMMARY = 2;
export const ENVELOPE = 4;
export const PAUSED = 8;
export const GAP = 16;

/** What the header tells; null where it is no frame. */
export function header(buffer) {
  if (buffer.byteLength < HEADER) return null;
  const view = new DataView(buffer);
  if (view.getUint32(0, true) !== MAGIC) return null;
  return {
    seq: view.getUint32(4, true),
    time: view.getFloat64(8, true),
    id: view.getUint16(16, true),
    flags: view.getUint16(18, true),
    count: view.getUint16(20, true),
    rows: view.getUint16(22, true),
    span: view.getFloat32(24, true),
    every: view.getFloat32(28, true),
    reached: view.getFloat32(32, true),
    beats: [view.getUint16(36, true), view.getUint16(38, true)],
  };
}

/** A frame with its bodies, each a map of names to arrays; null where it belongs to another hello. */
export function decode(buffer, hello) {
  const head = header(buffer);
  if (!head || head.id !== hello.id) return null;
  let at = HEADER;
  const take = (count) => {
    const part = new Float32Array(buffer, at, count);
    at += 4 * count;
    return part;
  };
  const bodies = [];
  for (let k = 0; k < head.count; k += 1) {
    const body = {};
    for (const block of hello.blocks) body[block.name] = take(block.count);
    body.samples = take(head.rows * hello.samples.length);
    body.beats = take(head.beats[k] * hello.beats.length);
    bodies.push(body);
  }
  return { ...head, bodies };
}
