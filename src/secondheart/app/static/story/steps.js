// The story in six scenes: each an address, one action and one sentence; before the action, a guess.

const walk = { type: "do", verb: "walk", arguments: { km_h: 3 } };
const stand = { type: "do", verb: "stand", arguments: {} };
const speed = (times) => ({ type: "speed", speed: times });
const preset = (name) => ({ type: "preset", name });

/** What is said in place of a scene's sentence while something else is done than it tells of. */
export const ASIDES = {
  lie: ["Lying, no column weighs on the ankle.", "Heart and foot are at one height: a few mmHg are enough, and blood runs home by itself."],
  sit: ["Sitting, the column is shorter.", "From heart to ankle it is two thirds as high as in standing, and hardly a muscle lifts it."],
  stand: ["Standing still, a tall column of blood weighs on the ankle.", "The heart pushes blood down to the foot. On its way back it stands in the veins like water in a pipe."],
  tiptoe: ["On tiptoe the calf squeezes hard.", "Ten rises empty its veins; then they fill from below within half a minute."],
  walk: ["Every step is a heartbeat of the leg.", "The calf squeezes its deep veins; valves let the blood up and never back."],
  run: ["Running, steps come faster and squeeze harder.", "The pressure at the ankle jumps with each step, and stays low between them."],
};

/** `lens` at a wide page only is "wide"; `verb` is what a scene tells of. `enter` is wished for when a scene opens, `act` when its button is pressed; `watch` is what the guess is about; `whose` is what the person is called whom a scene made and no preset is. */
export const STEPS = [
  {
    title: "Standing still, a tall column of blood weighs on the ankle.",
    text: "The heart pushes blood down to the foot. On its way back it stands in the veins like water in a pipe.",
    enter: [preset("healthy"), stand, speed(1)], view: "body", verb: "stand",
    guess: { ask: "What will walking do to the pressure at the ankle?", right: "falls", act: [walk], after_s: 18 },
    action: "Walk",
  },
  {
    title: "Every step is a heartbeat of the leg.",
    text: "The calf squeezes its deep veins. Valves let the blood up and never back. After ten steps only a short column weighs on the ankle.",
    enter: [preset("healthy"), walk, speed(1)], view: "body", verb: "walk", lens: "wide", door: "popliteal",
    act: [speed(0.25)], action: "Slow motion",
    guess: null,
  },
  {
    title: "Doors let it up, never back.",
    text: "Look through the lens: the muscle squeezes, and doors open upwards. Then it rests: the upper door shuts, and the vein fills from below.",
    enter: [preset("healthy"), walk, speed(0.25)], view: "calf", verb: "walk", lens: true, stride: true,
    act: [{ type: "leak", vein: "great_saphenous_{side}", leak: 0.5 }, walk, speed(1)], whose: "A broken door", action: "Break a door",
  },
  {
    title: "One leaking vein, and the column stands again.",
    text: "The doors of the great saphenous vein no longer meet. What the calf lifts falls back under the skin.",
    enter: [preset("varicose"), { type: "leak", vein: "great_saphenous_{side}", leak: 0.6 }, walk, speed(1)], whose: "One leaking vein", view: "leg", lens: true, door: "great_saphenous_knee", stocking: true,
    guess: { ask: "Will a stocking of class II bring the pressure inside the vein down?", right: "stays", act: [{ type: "wear", kind: "RAL II", length: "knee", side: "both" }], after_s: 20 },
    action: "Pull on a stocking", more: { label: "Mend the doors", act: [preset("healthy")] },
    why: "A stocking hardly lowers the pressure inside a vein that leaks: it takes from the pressure across its wall, and less blood falls back.",
  },
  {
    title: "Three forces bring it home: heart, breath, muscles.",
    text: "The heart moves most of the blood: what it sends down comes home. The muscles keep it from standing in the legs, and take the weight off the ankle. Follow one drop from the foot through the lungs and back.",
    enter: [preset("healthy"), walk, speed(1)], view: "body", forces: true,
    follow: true, action: "Follow one drop",
  },
  {
    title: "A day on your feet.",
    text: "Ten minutes a second. Fluid leaves the vessels of a hanging leg faster than it is carried home; by the evening the leg is larger. Walking, legs up and, for many, a stocking of class I help.",
    enter: [preset("healthy"), { type: "do", verb: "day", arguments: { name: "shop", part: 0 } }, { type: "restart" }, speed(600)], view: "body", day: true,
    act: "doctor", action: "When to see a doctor first",
  },
];
export const GUESSES = ["falls", "stays", "rises"];
