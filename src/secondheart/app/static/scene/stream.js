// Blood outside the leg's veins: up the great veins, through lungs and heart, and down the arteries, as fast as the model has it.


// Each line: what it runs along, the vessels of the model that lie along it in order, and the flow through it.
const LINES = [
  { path: "artery", vessels: ["external_iliac_artery", "femoral_artery", "popliteal_artery", "tibial_arteries", "foot_arteries"], dots: 56 },
  { path: "aorta", vessels: ["thoracic_aorta", "abdominal_aorta"], dots: 46 },
  { path: "carotid", vessels: ["carotid_arteries"], dots: 14 },
  { path: "headVein", vessels: ["superior_vena_cava"], dots: 16 },
  { path: "cava", vessels: ["common_iliac", "abdominal_vena_cava", "thoracic_vena_cava"], dots: 44 },
  { path: "toLung", vessels: ["pulmonary_arteries"], dots: 14 },
  { path: "fromLung", vessels: ["pulmonary_veins"], dots: 14 },
];

export class Stream {
  constructor() {
    this.lines = LINES.map((line) => ({ ...line, shares: Float32Array.from({ length: line.dots }, (_, i) => (i * 0.618034) % 1), sides: Float32Array.from({ length: line.dots }, (_, i) => ((i * 0.754877) % 1) - 0.5) }));
  }

  bind(names, side) {
    for (const line of this.lines) {
      line.places = line.vessels.map((name) => names.of("vessels", name, side)).filter((place) => place >= 0);
      line.flows = line.places.map((place) => names.hello.connections.flatMap((one, index) => (one.from === place ? [index] : [])));
    }
  }

  /** How long blood stays in a vessel now, in s. */
  #stay(values, line, k) {
    const out = line.flows[k].reduce((sum, index) => sum + values.flow[index], 0);
    return Math.max(values.volume[line.places[k]], 0.3) / (Math.abs(out) > 0.02 ? out : 0.02);
  }

  move(values, seconds) {
    for (const line of this.lines) {
      const count = line.places.length;
      if (!count) continue;
      line.so2 = values.so2?.[line.places[0]];
      if (!(seconds > 0)) continue;
      const steps = line.places.map((_, k) => seconds / (count * this.#stay(values, line, k)));
      for (let i = 0; i < line.shares.length; i += 1) {
        const k = Math.min(Math.floor(line.shares[i] * count), count - 1);
        line.shares[i] = (line.shares[i] + Math.min(Math.max(steps[k], -0.3), 0.3) + 1) % 1;
      }
    }
  }

  /** How many seconds blood takes along a line at this moment. */
  duration(values, path) {
    const line = this.lines.find((one) => one.path === path);
    return line.places.reduce((sum, _, k) => sum + Math.abs(this.#stay(values, line, k)), 0);
  }

  /** Add its dots to the path, along tracks of [x, y] by name, with the width of each. */
  trace(g, tracks, widths, size) {
    for (const line of this.lines) {
      const track = tracks[line.path];
      if (!track) continue;
      const wide = widths[line.path] * 0.62;
      for (let i = 0; i < line.shares.length; i += 1) {
        const place = line.shares[i] * (track.length - 1);
        const k = Math.min(Math.floor(place), track.length - 2);
        const [a, b] = [track[k], track[k + 1]];
        const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
        const far = (line.sides[i] * wide) / (Math.hypot(dx, dy) || 1);
        const t = place - k;
        g.rect(a[0] + dx * t - dy * far - size / 2, a[1] + dy * t + dx * far - size / 2, size, size);
      }
    }
  }
}

