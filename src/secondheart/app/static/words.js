// Plain words and clinical words for the same things; what people see goes through `word`.

let clinical = false;
let known = new Map();
const listeners = [];

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** Learn the words of the schema, which are in lower case; each is known with a capital, too. */
export function learn(words) {
  known = new Map(words.flatMap(({ plain, clinical: other }) => [[plain, other], [capital(plain), capital(other)]]));
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
