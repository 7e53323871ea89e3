// Valves as doors: two white leaflets inside the vein, hinged at its wall. Shut they meet; where a valve leaks they fail to.

const [LONG, END] = [1.35, 0.985]; // length over the vein's width; where a valve stands that closes a vein's upper end
const TRIANGLE = 1.15;

/** How far leaflets stay apart when the valve is shut, as a share of the open width, seen from the side. */
export const gapOf = (leak) => (leak > 0 ? Math.max(Math.sqrt(leak), 0.25) : 0);

export class Doors {
  /** Learn which valve stands where: on a way between two veins, or at the upper end of one. */
  bind(names, side, leaks, vessels) {
    const { hello } = names;
    const nameOf = (index) => hello.vessels[index].name.replace(`_${side}`, "");
    this.rows = hello.valves.flatMap((valve, index) => {
      if (valve.side !== side) return [];
      const { from, to } = hello.connections[valve.connection];
      const [a, b] = [nameOf(from), nameOf(to)];
      const way = vessels.ways.find((row) => row.from === a && row.to === b);
      const vein = way ?? vessels.byName.get(a);
      if (!vein) return [];
      const name = valve.name.replace(`_${side}`, "");
      return [{ name, index, label: valve.label.replace(`, ${side}`, ""), connection: valve.connection, vein, share: way ? 0.5 : END, leak: leaks[valve.name] ?? 0, from, to, opening: 0, reflux: false, above: b }];
    });
  }

  show(values, reflux) {
    for (const row of this.rows) {
      row.opening = values.opening[row.index];
      row.reflux = reflux.has(row.index);
    }
  }

  /** Take the place of each on the veins as they lie now: [x, y, direction]. */
  place() {
    for (const row of this.rows) {
      const [x, y, dx, dy] = row.vein.track.at(row.share);
      [row.x, row.y, row.angle] = [x, y, Math.atan2(dy, dx)];
    }
  }

  /** Paint them, all in two strokes: edges, then leaflets; `thick` is the width of a line in cm. */
  paint(g, colours, thick, chosen = "") {
    g.lineCap = "butt";
    g.beginPath();
    for (const row of this.rows) this.#leaflets(g, row);
    for (const [width, colour] of [[thick * 2.3, colours.leafEdge], [thick, colours.leaf]]) {
      g.lineWidth = width;
      g.strokeStyle = colour;
      g.stroke();
    }
    for (const row of this.rows) {
      if (!row.reflux && row.name !== chosen) continue;
      g.save();
      g.translate(row.x, row.y);
      g.rotate(row.angle);
      if (row.reflux) this.#back(g, colours, thick);
      if (row.name === chosen) this.#ring(g, colours, thick);
      g.restore();
    }
  }

  // Two leaflets hinged at the wall, on the way that the vein goes.
  #leaflets(g, row) {
    const half = Math.max(row.vein.drawn / 2, 0.42);
    const apart = Math.max(row.opening, gapOf(row.leak)) * half * 0.86;
    const long = Math.max(half * 2 * LONG, 1.15);
    const [c, s] = [Math.cos(row.angle), Math.sin(row.angle)];
    const at = (along, aside) => [row.x + along * c - aside * s, row.y + along * s + aside * c];
    for (const side of [-1, 1]) {
      g.moveTo(...at(-long / 2, side * half));
      g.quadraticCurveTo(...at(long * 0.15, side * half), ...at(long / 2, side * apart));
    }
  }

  #back(g, colours, thick) {
    g.beginPath();
    g.moveTo(-2.6 * TRIANGLE, 0);
    g.lineTo(-1.1 * TRIANGLE, -0.85 * TRIANGLE);
    g.lineTo(-1.1 * TRIANGLE, 0.85 * TRIANGLE);
    g.closePath();
    g.fillStyle = colours.alarm;
    g.strokeStyle = colours.paper;
    g.lineWidth = thick;
    g.fill();
    g.stroke();
  }

  #ring(g, colours, thick) {
    g.beginPath();
    g.arc(0, 0, 1.9, 0, 7);
    g.lineWidth = thick * 1.3;
    g.strokeStyle = colours.accent;
    g.stroke();
  }

  /** How many stand open, shut, and let blood back for longer than the clinic allows. */
  count() {
    const open = this.rows.filter((row) => row.opening > 0.5).length;
    return { open, shut: this.rows.length - open, back: this.rows.filter((row) => row.reflux).length };
  }
}
