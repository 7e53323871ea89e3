// What the charts draw: the last stretch of every column of samples and of beats, for each body.

const ROOM = 24000; // rows kept of a column
const CHAMBER_ROOM = 6000;
const SCALARS = ["inflation", "swelling_left", "swelling_right"]; // scalars that are charted, one value a frame
const LOOK_S = 30; // wall seconds that a chart shows
const FAST_S = 1; // simulated seconds of a frame above which a single breath is not to be seen any more

/** A column in a ring: time, lowest, mean and highest (all the same but for fast frames). */
class Ring {
  constructor(room = ROOM) {
    this.room = room;
    this.time = new Float64Array(room);
    [this.low, this.mean, this.high] = [0, 1, 2].map(() => new Float32Array(room));
    this.clear();
  }

  clear() {
    [this.count, this.head, this.total] = [0, 0, 0];
  }

  push(time, low, mean, high) {
    const i = this.head;
    [this.time[i], this.low[i], this.mean[i], this.high[i]] = [time, low, mean, high];
    this.head = (i + 1) % this.room;
    this.count = Math.min(this.count + 1, this.room);
    this.total += 1;
  }

  /** The place of the row that is `back` rows old. */
  place(back) {
    return (this.head - 1 - back + 2 * this.room) % this.room;
  }

  /** How many rows old the newest one is that is not after a time; as many as there are where all are after it. */
  back(time) {
    let [low, high] = [0, this.count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.time[this.place(middle)] <= time) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The row at or just before a time; -1 where there is none. */
  at(time) {
    const back = this.back(time);
    return back < this.count ? this.place(back) : -1;
  }
}

/** All columns of all bodies. */
export class Series {
  constructor() {
    this.rings = new Map();
    this.now = 0;
    this.speed = 1;
  }

  /** Learn the columns of a hello; what is already known goes on. */
  bind(hello) {
    this.hello = hello;
    const wanted = new Set(hello.bodies.flatMap((body) => [...hello.samples.map((one) => `${body}:${one.name}`), ...hello.beats.map((one) => `${body}:beat:${one.name}`), ...SCALARS.map((name) => `${body}:${name}`)]));
    for (const key of this.rings.keys()) if (!wanted.has(key) && !key.includes(":chamber:")) this.rings.delete(key);
    for (const key of wanted) if (!this.rings.has(key)) this.rings.set(key, new Ring(key.includes(":beat:") ? 4000 : ROOM));
    this.scalars = SCALARS.map((name) => [name, hello.scalars.findIndex((one) => one.name === name)]).filter(([, place]) => place >= 0);
  }

  clear() {
    for (const ring of this.rings.values()) ring.clear();
  }

  ring(body, name) {
    return this.rings.get(`${body}:${name}`);
  }

  /** Take a frame in. */
  take(frame, envelope) {
    this.now = frame.time;
    this.fast = envelope;
    this.hello.bodies.forEach((body, k) => {
      const values = frame.bodies[k];
      if (envelope) this.#envelope(body, values, frame);
      else this.#samples(body, values, frame);
      if (envelope) this.#beatsAtOnce(body, values, frame);
      else this.#beats(body, values, frame.beats[k]);
      this.#chambers(body, values, frame.time);
      for (const [name, place] of this.scalars) this.#one(`${body}:${name}`, frame.time, name === "inflation" && frame.span > FAST_S ? NaN : values.scalars[place]);
    });
  }

  // The pressure in each cuff or chamber that is there; NaN where it was taken off.
  #chambers(body, values, time) {
    (this.hello.places ?? []).forEach((place, i) => {
      const key = `${body}:chamber:${place.name}`;
      const value = values.chambers?.[i] ?? NaN;
      if (!Number.isFinite(value) && !this.rings.has(key)) return;
      if (!this.rings.has(key)) this.rings.set(key, new Ring(CHAMBER_ROOM));
      this.#one(key, time, value);
    });
  }

  #one(key, time, value) {
    this.rings.get(key).push(time, value, value, value);
  }

  #samples(body, values, frame) {
    const width = this.hello.samples.length;
    this.hello.samples.forEach((one, c) => {
      const ring = this.ring(body, one.name);
      for (let r = 0; r < frame.rows; r += 1) {
        const value = values.samples[r * width + c];
        ring.push(frame.time - (frame.rows - 1 - r) * frame.every, value, value, value);
      }
    });
  }

  #envelope(body, values, frame) {
    const width = this.hello.samples.length;
    if (frame.rows < 3) return;
    this.hello.samples.forEach((one, c) => {
      this.ring(body, one.name).push(frame.time, values.samples[c], values.samples[width + c], values.samples[2 * width + c]);
    });
  }

  #beats(body, values, count) {
    const width = this.hello.beats.length;
    const at = this.hello.beats.findIndex((one) => one.name === "beat_time");
    for (let r = 0; r < count; r += 1) {
      const time = values.beats[r * width + at];
      this.hello.beats.forEach((one, c) => this.#one(`${body}:beat:${one.name}`, time, values.beats[r * width + c]));
    }
  }

  // Lowest, mean and highest of the beats of a fast frame.
  #beatsAtOnce(body, values, frame) {
    const width = this.hello.beats.length;
    const count = Math.floor(values.beats.length / width);
    if (!count) return;
    this.hello.beats.forEach((one, c) => {
      const some = Array.from({ length: count }, (_, r) => values.beats[r * width + c]);
      this.ring(body, `beat:${one.name}`).push(frame.time, Math.min(...some), some.reduce((sum, value) => sum + value, 0) / count, Math.max(...some));
    });
  }

  /** Simulated seconds that a chart shows. */
  get span() {
    return LOOK_S * this.speed;
  }

  /** The newest value of a column. */
  last(body, name) {
    const ring = this.ring(body, name);
    return ring?.count ? ring.mean[ring.place(0)] : NaN;
  }

  /** The mean of a column over its last seconds. */
  mean(body, name, seconds) {
    const ring = this.ring(body, name);
    let [sum, count] = [0, 0];
    while (ring && count < ring.count && ring.time[ring.place(count)] > this.now - seconds) {
      sum += ring.mean[ring.place(count)];
      count += 1;
    }
    return count ? sum / count : NaN;
  }

  /** The rows of a column between two times, the earliest first: each its value and the seconds that it stands for. */
  raw(body, name, from, to) {
    const ring = this.ring(body, name);
    const rows = [];
    for (let back = ring ? Math.min(ring.back(from), ring.count) - 1 : -1; back >= 0; back -= 1) {
      const [place, before] = [ring.place(back), ring.place(back + 1)];
      if (ring.time[place] > to) break;
      rows.push([ring.mean[place], Math.min(ring.time[place] - (back + 1 < ring.count ? ring.time[before] : from), to - from)]);
    }
    return rows;
  }

  /** The value of a column at a time. */
  value(body, name, time) {
    const ring = this.ring(body, name);
    const place = ring ? ring.at(time) : -1;
    return place < 0 ? NaN : ring.mean[place];
  }

  /**
   * A column between two times, thinned to at most 2 `most` points that keep lowest and highest; what is thinned together stays
   * together, so that a line does not flicker while it glides.
   */
  between(body, name, from, to, most = 400) {
    const ring = this.ring(body, name);
    const into = { x: [], mean: [], low: [], high: [] };
    if (!ring?.count) return into;
    const [newest, oldest] = [ring.back(to), Math.min(ring.back(from), ring.count - 1)];
    const each = Math.max(Math.ceil((oldest - newest + 1) / most), 1);
    for (let back = oldest; back >= newest;) {
      const first = ring.total - 1 - back;
      const count = Math.min(each - (first % each), back - newest + 1);
      this.#bin(ring, back, count, into);
      back -= count;
    }
    return into;
  }

  // Rows back, back - 1, ... as one point, or as two where they differ: the earlier of lowest and highest first.
  #bin(ring, back, count, into) {
    let [lowest, highest] = [ring.place(back), ring.place(back)];
    for (let k = 1; k < count; k += 1) {
      const place = ring.place(back - k);
      if (ring.low[place] < ring.low[lowest]) lowest = place;
      if (ring.high[place] > ring.high[highest]) highest = place;
    }
    const order = ring.time[lowest] <= ring.time[highest] ? [lowest, highest] : [highest, lowest];
    for (const place of lowest === highest ? [lowest] : order) {
      into.x.push(ring.time[place]);
      into.mean.push(ring.mean[place]);
      into.low.push(ring.low[lowest]);
      into.high.push(ring.high[highest]);
    }
  }
}
