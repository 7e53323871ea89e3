// How blood gets from vein to vein in the drawing: the computed flows, laid along the drawn ways.
// Within a vein the flow goes over evenly from what enters to what leaves, the rest being stored or given up by it.

export const WAY_ML = 0.4; // what a drawn way between two veins holds, for the time it takes
const LEAST_ML = 0.3;
const TOUCH = 16; // units of the drawing within which veins meet, if no other length is given

export class Network {
  constructor(veins, touch = TOUCH) {
    [this.veins, this.touch] = [veins, touch];
    this.nodes = [];
  }

  /** Find in a hello which flows belong to the drawing. The leg must stand straight, so that what meets touches. */
  bind(names, side) {
    this.nodes = this.veins.veins.filter((row) => row.index >= 0).map((row) => ({ row, name: row.name, ports: [] }));
    this.byIndex = new Map(this.nodes.map((node) => [node.row.index, node]));
    names.hello.connections.forEach((one, index) => this.#connect(one, index, names, side));
    for (const node of this.nodes) node.ports.sort((a, b) => a.at - b.at);
  }

  #connect(one, index, names, side) {
    const [a, b] = [this.byIndex.get(one.from), this.byIndex.get(one.to)];
    if (!a || !b) return;
    const way = this.veins.ways.find((row) => names.of("vessels", row.from, side) === one.from && names.of("vessels", row.to, side) === one.to) ?? null;
    const ends = way ? [a.row.track.nearest(way.track.points[0]), b.row.track.nearest(way.track.points.at(-1))] : this.#touch(a, b);
    if (!ends) return;
    const link = { index, a, b, way, from: ends[0], to: ends[1] };
    a.ports.push({ at: ends[0], link, sign: -1 });
    b.ports.push({ at: ends[1], link, sign: 1 });
  }

  // Shares of the two veins at which they are joined; null where they do not touch.
  #touch(a, b) {
    const end = a.row.track.points.at(-1);
    const to = b.row.track.nearest(end);
    const [x, y] = b.row.track.at(to);
    return Math.hypot(x - end[0], y - end[1]) < this.touch ? [1, to] : null;
  }

  /** Take the flows of a frame. */
  take(values) {
    this.flow = values.flow;
    for (const node of this.nodes) {
      let sum = 0;
      for (const port of node.ports) sum += port.sign * this.flow[port.link.index];
      node.rest = -sum; // mL/s that join along the vein, from its capillaries or its own store
      node.volume = Math.max(values.volume[node.row.index], LEAST_ML);
    }
  }

  /** mL/s past a place of a vein, towards its upper end. */
  passing(node, share) {
    let sum = node.rest * share;
    for (const port of node.ports) {
      if (port.at > share) break;
      sum += port.sign * this.flow[port.link.index];
    }
    return sum;
  }

  /** mL/s that leave a vein through a port; negative where they enter. */
  leaving(port) {
    return -port.sign * this.flow[port.link.index];
  }
}
