// What each person did when: what it is called, from when to when, and whether it is a movement.

const MOST = 200; // kept for each person
const BEGINS = new Set(["do", "part", "restart"]);

export class Activities {
  constructor(app) {
    this.app = app;
    this.clear();
    app.on("event", (message) => this.#event(message)).on("frame", ({ frame }) => this.#take(frame)).on("cleared", () => this.clear());
  }

  clear() {
    [this.rows, this.began] = [new Map(), -Infinity];
  }

  /** The activities of a person, the earliest first. */
  of(body) {
    return this.rows.get(body) ?? [];
  }

  #event(message) {
    if (BEGINS.has(message.kind)) this.began = message.time_s;
  }

  #take(frame) {
    const { state, hello, names } = this.app;
    if (!state || hello.id !== frame.id) return;
    hello.bodies.forEach((body, k) => {
      const label = body === "b" && state.scenario.apart?.verb ? state.scenario.apart.verb.replaceAll("_", " ") : state.label;
      this.#extend(body, label, names.scalar(frame.bodies[k], "cycle_s") > 0, frame);
    });
  }

  // It goes on, or another one began: at the moment that the source has named, if that lies between.
  #extend(body, label, moves, { time, span }) {
    const rows = this.rows.get(body) ?? [];
    const last = rows.at(-1);
    if (last?.label === label) {
      [last.to, last.moves] = [time, last.moves || moves];
      return;
    }
    const from = !last ? Math.max(time - span, 0) : this.began > last.from ? Math.min(this.began, last.to) : last.to;
    if (last) last.to = from;
    this.rows.set(body, [...rows, { label, moves, from, to: time }].slice(-MOST));
  }
}
