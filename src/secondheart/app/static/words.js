// Plain words and clinical words for the same things; what people see goes through `word`.

const PAIRS = [
  ["back-flow", "reflux"], ["Back-flow", "Reflux"],
  ["Ankle vein pressure", "Ankle venous pressure (GSV)"], ["Foot vein pressure", "Dorsal foot venous pressure"],
  ["Blood in the veins of the calf", "Calf venous volume"], ["Femoral vein flow", "Common femoral vein flow"],
  ["Breath", "Inspired share of tidal volume"], ["leaking valves", "incompetent valves"], ["Leaking valves", "Valvular incompetence"],
  ["Swelling of the leg", "Oedema of the leg"], ["swelling", "oedema"], ["stocking", "compression garment"], ["Stocking or bandage", "Compression"], ["Muscle strength", "Calf pump strength"],
];

let clinical = false;
let known = new Map(PAIRS);
const listeners = [];

/** The words of the schema join those of the page. */
export function learn(words) {
  known = new Map([...PAIRS, ...words.map((one) => [one.plain, one.clinical])]);
}

/** A word as the reader wants it. */
export const word = (plain) => (clinical ? known.get(plain) ?? plain : plain);

/** A person in a line, as it is said: "varicose-great-saphenous=0.15" is "varicose great saphenous (degree 0.15)". */
export const spoken = (note) => note.replaceAll("_", " ").replaceAll(/([a-z])-([a-z])/g, "$1 $2").replaceAll(/=([\d.]+)/g, " (degree $1)");

export const isClinical = () => clinical;

export function choose(wanted) {
  clinical = wanted;
  for (const listener of listeners) listener(clinical);
}

export const onWords = (listener) => listeners.push(listener);
