// What is written into the stepper's arrays when something else is done: the packing's orders, put together anew for who does it
// and what is worn.

const CYCLE = 1024; // places of a table of one cycle of a movement
const LEAST_STEPS = 1e-9;

/** Pressure of each muscle over one cycle, places x muscle; `law` is the law of a contracting muscle. */
export function muscleTable(deed, strengths, shapes, law) {
  const count = deed.muscles.length;
  const table = new Float64Array((CYCLE + 1) * count);
  deed.muscles.forEach((one, m) => {
    const full = one.strength === null ? 1 : (strengths[m] * one.strength) / 100;
    const [pulses, loads] = [new Float64Array(CYCLE), new Float64Array(CYCLE)];
    for (const [peak, shape] of one.pulses) {
      const pressure = law(peak, full, 1);
      for (let i = 0; i < CYCLE; i += 1) pulses[i] += pressure * shapes[shape][i];
    }
    for (const [pressure, shape] of one.loads) for (let i = 0; i < CYCLE; i += 1) loads[i] += pressure * shapes[shape][i];
    const turn = one.half_on ? CYCLE / 2 : 0;
    for (let i = 0; i < CYCLE; i += 1) table[((i + turn) % CYCLE) * count + m] = one.standing + pulses[i] + loads[i];
    table[CYCLE * count + m] = table[m];
  });
  return table;
}

/** What a body wears, as the arrays that garments write: its own leaks, and its own strengths, supported. */
export function outfitOf(bare, garment) {
  if (!garment) return bare;
  return {
    ...garment,
    leak: bare.leak,
    strengths: bare.strengths.map((strength, m) => strength * garment.support[m]),
  };
}

/** Write an order; what ramps starts from where it is. `order` holds what `Order` of the packing holds. */
export function writeOrder(order, kernel, at, dt, numbers) {
  const { network, command, state } = kernel.tuples;
  const rise = command.now[at.RISE];
  const [begun, steps] = turn(order, command, state, at, dt, numbers);
  command.now.set(order.now);
  command.now[at.RISE] = begun < Number(state.counts[at.STEP]) ? rise : order.rise; // of the change of posture that is under way
  command.now[at.RAMP_START] = begun;
  command.now[at.RAMP_STEPS] = steps;
  command.height_to.set(order.heights);
  fill(kernel, at, order.cuffs, order.cuff_s / dt);
  command.work.set(order.work);
  command.local.set(order.local);
  command.muscle.set(order.muscle);
  for (const name of ["surroundings", "transmission", "garment_pressure", "sleeve_stiffness", "leak"]) network[name].set(order.outfit[name]);
  network.clamp.fill(1);
  for (const place of order.clamped) network.clamp[place] = numbers.clamped;
  if (!order.sameRhythm) state.clock[at.MUSCLE_PHASE] = 0;
}

/** Let what presses go on from where it is, to other pressures in so many steps. */
export function fill(kernel, at, cuffs, steps) {
  const { command, state } = kernel.tuples;
  const step = Number(state.counts[at.STEP]);
  const over = step > command.now[at.CUFF_START] + command.now[at.CUFF_STEPS] - 0.5;
  command.cuff_from.set(over ? command.cuff_to : state.cuff);
  command.cuff_to.set(cuffs);
  command.now[at.CUFF_START] = step;
  command.now[at.CUFF_STEPS] = Math.max(steps, LEAST_STEPS);
}

/** How far one rises by one's own force, as a share of standing up from lying. */
export function riseOf({ deed, without }, before, heights, { place, whole }) {
  if (deed.passive || without.includes("muscles")) return 0;
  return Math.min(Math.max((before[place] - heights[place]) / whole, 0), 1);
}

// The step at which the change of posture begins, and how many it takes; one under way goes on.
function turn(order, command, state, at, dt, numbers) {
  const [step, begun, steps] = [Number(state.counts[at.STEP]), command.now[at.RAMP_START], command.now[at.RAMP_STEPS]];
  if (begun <= step && step < begun + steps && order.heights.every((height, i) => height === command.height_to[i])) return [begun, steps];
  command.height_from.set(state.height);
  let farthest = 0;
  for (let i = 0; i < order.heights.length - 1; i += 1) farthest = Math.max(farthest, Math.abs(order.heights[i] - state.height[i]));
  return [step, Math.max(Math.max(order.ramp_s, farthest / numbers.fastest_cm_s) / dt, LEAST_STEPS)];
}
