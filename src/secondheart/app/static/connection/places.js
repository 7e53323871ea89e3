// Where in a frame's arrays something stands, by its name.

const KINDS = ["vessels", "connections", "valves", "muscles", "samples", "beats", "scalars", "places"];
const ANGLES = ["trunk_deg", "thigh_deg", "calf_deg", "foot_deg"];

export class Names {
  constructor(hello) {
    this.hello = hello;
    this.places = Object.fromEntries(KINDS.map((kind) => [kind, new Map((hello[kind] ?? []).map((one, i) => [one.name, i]))]));
  }

  /** The place of a name, -1 where there is none. */
  place(kind, name) {
    return this.places[kind].get(name) ?? -1;
  }

  /** The place of a part of a leg, or of the trunk where a leg has none of that name. */
  of(kind, name, side) {
    const place = this.place(kind, `${name}_${side}`);
    return place < 0 ? this.place(kind, name) : place;
  }

  scalar(body, name) {
    const place = this.place("scalars", name);
    return place < 0 ? NaN : body.scalars[place];
  }

  /** The angles of trunk, thigh, calf and foot. */
  posture(body) {
    return ANGLES.map((name) => this.scalar(body, name));
  }
}
