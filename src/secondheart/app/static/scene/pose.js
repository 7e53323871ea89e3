// What a body looks like while it does something: angles of trunk and legs, in degrees, by the phase of the movement.
// A leg's angles: `hip` forwards from straight down, `knee` bent, `ankle` with the toes up. A cycle begins with the left
// heel's strike, as the model's does. The curves have the shape of published ones of gait; they are cosmetic (assumed)
// and enter no number.

const rad = (deg) => (deg * Math.PI) / 180;
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** A smooth curve through values that are evenly spread over a cycle; the last is again the first. */
export function periodic(values) {
  const count = values.length;
  return (phase) => {
    const place = (((phase % 1) + 1) % 1) * count;
    const i = Math.floor(place);
    const t = place - i;
    const [a, b, c, d] = [-1, 0, 1, 2].map((k) => values[(i + k + count) % count]);
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  };
}

// Each twentieth of a stride, from the heel's strike.
const WALK = {
  hip: periodic([20, 19, 18, 15, 10, 4, -2, -7, -12, -16, -18, -17, -12, -4, 5, 13, 19, 22, 23, 22]), // of the thigh from the vertical: less by the tilt of the pelvis
  knee: periodic([4, 10, 16, 18, 16, 12, 8, 5, 4, 6, 12, 23, 37, 50, 58, 58, 50, 36, 18, 6]),
  ankle: periodic([1, -5, -6, -2, 2, 5, 7, 9, 10, 9, 3, -9, -17, -13, -3, 4, 6, 5, 4, 3]),
};
const RUN = {
  hip: periodic([34, 32, 28, 21, 13, 4, -4, -11, -14, -12, -6, 3, 14, 26, 37, 45, 48, 46, 42, 37]),
  knee: periodic([16, 28, 38, 40, 36, 28, 20, 16, 22, 38, 58, 78, 94, 100, 96, 82, 60, 38, 22, 14]),
  ankle: periodic([3, 6, 12, 18, 18, 8, -10, -22, -24, -18, -10, -4, 0, 2, 3, 3, 2, 1, 1, 2]),
};
const STAIRS = {
  hip: periodic([52, 48, 42, 35, 28, 21, 15, 10, 7, 6, 8, 12, 20, 33, 48, 60, 66, 66, 62, 57]),
  knee: periodic([62, 58, 52, 44, 35, 26, 18, 12, 10, 12, 20, 36, 58, 78, 90, 92, 86, 78, 70, 65]),
  ankle: periodic([14, 14, 13, 12, 10, 8, 6, 4, 0, -6, -13, -17, -13, -4, 4, 8, 10, 12, 14, 14]),
};
const [CRANK_CM, THIGH_CM, CALF_CM] = [17, 42, 46]; // the calf with the height of the pedal under the ankle
const CRANK_AT = [20, -70]; // its axle from the hip, in cm

const swing = (phase) => 0.5 - 0.5 * Math.cos(2 * Math.PI * phase); // once up and down again in a cycle
const held = (phase) => clamp(2.2 * Math.sin(2 * Math.PI * phase), 0, 1);

function gait(curves, phase, sizes) {
  return { hip: curves.hip(phase) * sizes.hip, knee: curves.knee(phase) * sizes.knee, ankle: curves.ankle(phase) * sizes.ankle };
}

// A foot that bears the weight lies flat, whatever hip and knee do.
const FLAT = [0.03, 0.09, 0.36, 0.47]; // of a stride: from where on, wholly, until where, and no longer
const flat = (phase) => {
  const at = ((phase % 1) + 1) % 1;
  return at < FLAT[1] ? share(at, FLAT[0], FLAT[1]) : 1 - share(at, FLAT[2], FLAT[3]);
};

function planted(leg, phase) {
  return { ...leg, ankle: mix(leg.ankle, leg.knee - leg.hip, flat(phase)) };
}

// A foot on a pedal: two bones between two points.
function pedalling(phase) {
  const turn = 2 * Math.PI * phase; // at the top where a cycle begins, then forwards
  const [x, y] = [CRANK_AT[0] + CRANK_CM * Math.sin(turn), CRANK_AT[1] + CRANK_CM * Math.cos(turn)];
  const far = Math.min(Math.hypot(x, y), THIGH_CM + CALF_CM - 0.5);
  const inner = Math.acos(clamp((THIGH_CM ** 2 + far ** 2 - CALF_CM ** 2) / (2 * THIGH_CM * far), -1, 1));
  const bend = Math.acos(clamp((THIGH_CM ** 2 + CALF_CM ** 2 - far ** 2) / (2 * THIGH_CM * CALF_CM), -1, 1));
  const hip = Math.atan2(x, -y) + inner;
  const knee = Math.PI - bend;
  const calf = hip - knee;
  return { hip: (hip * 180) / Math.PI, knee: (knee * 180) / Math.PI, ankle: -(calf * 180) / Math.PI - 8 * Math.sin(turn) };
}

const share = (value, low, high) => clamp((value - low) / (high - low), 0, 1);

/** One leg of each movement: (phase of this leg, given numbers, is it the left one, the leg at rest) -> angles. */
const MOVES = {
  walk: (phase, { km_h = 3 }) => planted(gait(WALK, phase, { hip: 0.62 + 0.09 * Math.min(km_h, 7), knee: 0.86 + 0.03 * Math.min(km_h, 6), ankle: 0.7 + 0.07 * Math.min(km_h, 6) }), phase),
  run: (phase, { km_h = 10 }) => gait(RUN, phase, { hip: 0.7 + 0.35 * share(km_h, 5, 18), knee: 0.75 + 0.3 * share(km_h, 5, 18), ankle: 1 }),
  stairs: (phase) => gait(STAIRS, phase, { hip: 0.85, knee: 0.85, ankle: 1 }),
  cycle: (phase) => pedalling(phase),
  tiptoe: (phase, _, __, rest) => ({ ...rest, ankle: rest.ankle - 36 * held(phase) }),
  squat: (phase) => ({ hip: 96 * swing(phase), knee: 112 * swing(phase), ankle: 16 * swing(phase) }),
  weight_transfer: (phase, _, left) => ({ hip: 0, knee: left ? 14 * (1 - held(phase)) * share(phase, 0.5, 0.6) : 14 * held(phase), ankle: 0 }),
  fidget: (phase, _, left, rest) => ({ ...rest, ankle: rest.ankle - 22 * held(8 * phase + (left ? 0 : 0.5)) }),
  ankle_pumps: (phase, _, __, rest) => ({ ...rest, ankle: rest.ankle - 34 * held(phase) + 14 * held(phase + 0.5) }),
  dorsiflexion: (phase, _, __, rest) => ({ ...rest, ankle: rest.ankle + 20 * held(phase) }),
  toe_curls: (phase, _, __, rest) => ({ ...rest, toes: -38 * held(phase) }),
};
const ALTERNATE = new Set(["walk", "run", "stairs", "cycle"]);
const TRUNK = { walk: () => 2, run: ({ km_h = 10 }) => 5 + 4 * share(km_h, 8, 16), stairs: () => 12, cycle: () => 26, squat: (_, phase) => 38 * swing(phase) };
const ARMS = { walk: 20, run: 38, stairs: 14 };
const [SEATED, UPRIGHT] = [[60, 20], [30, 60]]; // of thigh and trunk: from where on, and fully
const LAP = { reach: 17, elbow: 58 }; // hands on the thighs
const BARS = { reach: 48, elbow: 30 }; // and on a handlebar

/** The legs at rest in a posture of the model: inclinations of trunk, thigh, calf and foot, 90 upright and 0 flat. */
export function resting([trunk, thigh, calf, foot]) {
  const hip = 90 - thigh;
  const knee = hip - (90 - calf);
  return { trunk: trunk - 90, leg: { hip, knee, ankle: calf - foot } };
}

const mix = (a, b, t) => a + (b - a) * t;
const mixed = (a, b, t) => Object.fromEntries(["hip", "knee", "ankle", "toes"].map((name) => [name, mix(a[name] ?? 0, b[name] ?? 0, t)]));

// Arms of a person at rest: along the body, or with the hands on the thighs.
function restingArms([trunk, thigh]) {
  const seated = share(thigh, ...SEATED) * share(trunk, ...UPRIGHT);
  return { arm: 0, reach: LAP.reach * seated, elbow: mix(12, LAP.elbow, seated) };
}

/**
 * The pose of a body: `trunk` leans forwards by so many degrees (back where negative), `left` and `right` are legs, `arm`
 * swings, `reach` lifts both arms forwards, `lift` raises the hip off what the lower sole tells, in cm.
 */
export function poseOf(posture, verb, given, phase, amount = 1) {
  const rest = resting(posture);
  const move = Number.isFinite(phase) ? MOVES[verb] : undefined;
  if (!move || amount <= 0) return { trunk: rest.trunk, left: rest.leg, right: rest.leg, lift: 0, ...restingArms(posture) };
  const other = phase + (ALTERNATE.has(verb) ? 0.5 : 0);
  const [left, right] = [move(phase, given, true, rest.leg), move(other, given, false, rest.leg)].map((leg) => mixed(rest.leg, leg, amount));
  const arms = verb === "cycle" ? BARS : restingArms(posture);
  const lean = TRUNK[verb]?.(given, phase);
  return {
    trunk: lean === undefined ? rest.trunk : mix(rest.trunk, lean, amount),
    left, right,
    arm: (ARMS[verb] ?? 0) * amount * Math.cos(2 * Math.PI * phase),
    reach: arms.reach,
    elbow: verb === "run" ? 88 : arms.elbow + 4,
    lift: verb === "run" ? 4 * amount * Math.max(Math.sin(4 * Math.PI * (phase - 0.36)), 0) : 0,
  };
}

/** Whether a verb takes strides: legs then reach far before and behind the body. */
export const strides = (verb) => verb in ARMS;

/** Whether a verb is drawn as a movement. */
export const moves = (verb) => verb in MOVES;

export { clamp, mix, rad };
