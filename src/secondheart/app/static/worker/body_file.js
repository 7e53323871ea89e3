// Reads a body file: named arrays and a header of JSON, little-endian, checksummed. docs/files.md has the layout.

const [START, ENTRY, VERSION] = [32, 96, 1];
const MAGIC = [0x53, 0x48, 0x42, 0x4f, 0x44, 0x59, 0x0d, 0x0a]; // SHBODY\r\n
const CRC = new Uint32Array(256).map((_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = (c >>> 1) ^ (c & 1 ? 0xedb88320 : 0);
  return c;
});

export class BodyError extends Error {}

/** The header and the arrays of a body file; throws a BodyError with a sentence where it is none. */
export function readBody(buffer, place = "the file") {
  const bytes = new Uint8Array(buffer);
  const view = new DataView(buffer);
  if (bytes.length < START || MAGIC.some((byte, i) => bytes[i] !== byte)) throw new BodyError(`${place}: not a body file: it does not begin as one`);
  const version = view.getUint32(8, true);
  if (version !== VERSION) throw new BodyError(`${place}: a body file of version ${version}; this page reads version ${VERSION}`);
  if (checksum(bytes.subarray(START)) !== view.getUint32(12, true)) throw new BodyError(`${place}: the body file is damaged: its checksum is not that of its bytes`);
  const [count, length, begin] = [view.getUint32(16, true), view.getUint32(20, true), Number(view.getBigUint64(24, true))];
  const text = new TextDecoder();
  const arrays = new Map();
  for (let k = 0; k < count; k += 1) {
    const at = START + k * ENTRY;
    const name = text.decode(bytes.subarray(at, at + 56)).replace(/\0+$/, "");
    const axes = view.getUint32(at + 60, true);
    const shape = [64, 72, 80].slice(0, axes).map((place) => Number(view.getBigUint64(at + place, true)));
    const size = shape.reduce((a, b) => a * b, 1);
    const offset = begin + Number(view.getBigUint64(at + 88, true));
    const Kind = view.getUint32(at + 56, true) === 1 ? Float64Array : BigInt64Array;
    arrays.set(name, { shape, values: new Kind(buffer, offset, size) });
  }
  const at = START + count * ENTRY;
  return { header: JSON.parse(text.decode(bytes.subarray(at, at + length))), arrays };
}

function checksum(bytes) {
  let c = 0xffffffff;
  for (let i = 0; i < bytes.length; i += 1) c = CRC[(c ^ bytes[i]) & 255] ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}
