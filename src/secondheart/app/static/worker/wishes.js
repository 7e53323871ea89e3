// What can be asked of the page without a server: from a scenario to a scenario, or a sentence that says what is allowed.

export class Refused extends Error {
  constructor(text, key = "") {
    super(text);
    this.key = key;
  }
}

const [SLOWEST, FASTEST] = [0.1, 600];
const FORCES = ["heart", "breathing", "muscles"];
const STRENGTHS = [0, 300];

export class Wishes {
  constructor(page) {
    this.page = page;
  }

  /** What is wanted at first. */
  first() {
    return { who: { preset: "healthy", strength_percent: 100, leaks: {} }, verb: "stand", arguments: {}, without: [], wear: null, device: null, speed: 1, playing: true };
  }

  /** What is wanted after a message; throws Refused. */
  after(wanted, message) {
    const change = this[`_${message.type}`];
    if (!change) throw new Refused(`The page without a server cannot do this ('${message.type}'); secondheart app can.`);
    return { ...wanted, ...change.call(this, message, wanted) };
  }

  _do({ verb, arguments: given = {} }) {
    this.deed(verb, given);
    return { verb, arguments: this.deed(verb, given).arguments };
  }

  /** A verb with its arguments, as the page's file has it. */
  deed(verb, given) {
    const ways = this.page.deeds.filter((one) => one.verb === verb);
    if (!ways.length) throw new Refused(`The page without a server does not have '${verb}'.`, "verb");
    const found = ways.find((one) => Object.entries(given).every(([name, value]) => String(one.arguments[name]) === String(value)));
    if (found) return found;
    const [name, value] = Object.entries(given).find(([key, one]) => !ways.some((way) => String(way.arguments[key]) === String(one))) ?? Object.entries(given)[0];
    throw new Refused(`${verb}: ${name} = ${value} is not among what this page has: ${[...new Set(ways.map((one) => one.arguments[name]))].join(", ")}.`, "verb");
  }

  _preset({ name }) {
    const row = this.page.people.find((one) => one.name === name);
    if (!row) throw new Refused(`There is no person '${name}' here: ${this.page.people.map((one) => one.name).join(", ")}.`, "preset");
    return { who: { preset: name, strength_percent: row.strength_percent, leaks: {} } };
  }

  _leak({ vein, leak }, { who }) {
    const [, base, side] = vein.match(/^(.*?)(?:_(left|right))?$/);
    const valves = this.page.hello.valves.filter((one) => (one.name === vein || one.groups.includes(base) || one.name === `${base}_${one.side}`) && (!side || one.side === side));
    if (!valves.length) throw new Refused(`There is no vein or valve '${vein}'.`, `leak:${vein}`);
    if (!(leak >= 0 && leak <= 1)) throw new Refused(`A leak of ${leak} is not allowed: 0 (tight) to 1 (always open).`, `leak:${vein}`);
    return { who: { ...who, leaks: { ...who.leaks, ...Object.fromEntries(valves.map((one) => [one.name, leak])) } } };
  }

  _wear({ kind, length = "knee" }) {
    if (kind === "none") return { wear: null };
    if (!this.page.garments.some((one) => one.kind === kind && one.length === length)) throw new Refused(`There is no ${kind} to the ${length} here.`, "wear");
    return { wear: { kind, length } };
  }

  _set({ key, value }, { who }) {
    if (key === "strength_percent") {
      const [low, high] = STRENGTHS;
      if (!(value >= low && value <= high)) throw new Refused(`A strength of ${value} % is not allowed: ${low} to ${high}.`, key);
      return { who: { ...who, strength_percent: value } };
    }
    if (key === "without") {
      const unknown = (value ?? []).find((one) => !FORCES.includes(one));
      if (unknown) throw new Refused(`There is no force '${unknown}': ${FORCES.join(", ")}.`, key);
      return { without: [...(value ?? [])] };
    }
    if (key === "device") {
      if (value !== null && !this.page.devices.some((one) => one.name === value)) throw new Refused(`There is no device '${value?.name ?? value}' here: ${this.page.devices.map((one) => one.name).join(", ")}.`, key);
      return { device: value };
    }
    throw new Refused(`The page without a server cannot set ${key}; secondheart app can.`, key);
  }

  _play({ playing }) {
    return { playing };
  }

  _speed({ speed }) {
    if (!(speed >= SLOWEST && speed <= FASTEST)) throw new Refused(`A speed of ${speed} is not allowed: ${SLOWEST} to ${FASTEST}.`, "speed");
    return { speed };
  }

  _restart() {
    return {};
  }

  /** What comes when a movement is over: the next part of the day, or rest in the posture it was done in. */
  next(wanted) {
    const deed = this.deed(wanted.verb, wanted.arguments);
    const part = { ...deed.arguments, part: (deed.arguments.part ?? 0) + 1 };
    const more = deed.verb === "day" && this.page.deeds.some((one) => one.verb === "day" && one.arguments.name === part.name && one.arguments.part === part.part);
    return { ...wanted, ...(more ? { arguments: part } : { verb: deed.after, arguments: {} }) };
  }

  /** The device that is used, as the page's file has it. */
  device({ device }) {
    return this.page.devices.find((one) => one.name === device) ?? null;
  }

  /** What is worn, as the page's file has it. */
  garment({ wear }) {
    return wear && this.page.garments.find((one) => one.kind === wear.kind && one.length === wear.length);
  }
}
