// The stepper in WebAssembly, and the arrays it works on: they lie in its memory, where JavaScript reads and writes them.

const [ARRAY_BYTES, NUMBER_BYTES, LINE] = [40, 8, 64]; // an array: where it lies, its size, its shape along three axes
const KERNEL = ["network", "tissue", "gas", "command", "tables", "state", "record"]; // as `advance` is handed them
const PAGE = 65536;

export class Kernel {
  /** `tuples` lists the fields of each tuple in order: numbers, or names in `arrays`. */
  constructor(exports, tuples, arrays) {
    this.exports = exports;
    this.free = exports.__heap_base.value;
    this.tuples = {};
    this.pointers = {};
    this.#grow(tuples, arrays);
    for (const name of KERNEL) this.#place(name, tuples[name], arrays);
  }

  // All of the memory at once: views of it end when it grows.
  #grow(tuples, arrays) {
    let bytes = this.free + 2 ** 16;
    for (const name of KERNEL) {
      for (const [, field] of tuples[name]) bytes += typeof field === "number" ? NUMBER_BYTES : ARRAY_BYTES + LINE + 8 * arrays.get(field).values.length;
    }
    const { memory } = this.exports;
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    this.view = new DataView(memory.buffer);
  }

  #take(bytes) {
    const at = Math.ceil(this.free / LINE) * LINE;
    this.free = at + bytes;
    return at;
  }

  #place(name, fields, arrays) {
    const bytes = fields.reduce((sum, [, field]) => sum + (typeof field === "number" ? NUMBER_BYTES : ARRAY_BYTES), 0);
    let at = this.#take(bytes);
    this.pointers[name] = at;
    const tuple = {};
    for (const [key, field] of fields) {
      if (typeof field === "number") {
        this.view.setBigInt64(at, BigInt(field), true);
        tuple[key] = { at, value: field };
        at += NUMBER_BYTES;
        continue;
      }
      const { shape, values } = arrays.get(field);
      const data = this.#take(8 * values.length);
      const mine = new values.constructor(this.exports.memory.buffer, data, values.length);
      mine.set(values);
      this.view.setUint32(at, data, true);
      this.view.setBigInt64(at + 8, BigInt(values.length), true);
      for (let axis = 0; axis < 3; axis += 1) this.view.setBigInt64(at + 16 + 8 * axis, BigInt(shape[axis] ?? 1), true);
      tuple[key] = mine;
      at += ARRAY_BYTES;
    }
    this.tuples[name] = tuple;
  }

  /** How many steps lie between two samples. */
  set every(steps) {
    this.view.setBigInt64(this.tuples.record.every.at, BigInt(steps), true);
  }

  /** Take the body some steps further; whether all volumes are still numbers. */
  advance(steps, dt, perTick) {
    return this.exports.advance(BigInt(steps), dt, BigInt(perTick), ...KERNEL.map((name) => this.pointers[name])) === 0n;
  }

  /** Clear the sums of the beat under way. */
  resetBeat() {
    this.exports.reset_beat(this.pointers.state);
  }
}

/** Compile and start the stepper. */
export async function startKernel(bytes, tuples, arrays) {
  const { instance } = await WebAssembly.instantiate(bytes, {});
  return new Kernel(instance.exports, tuples, arrays);
}
