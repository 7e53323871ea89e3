// What presses on a leg and what has swollen under it, for every drawing of it: where, how much, and the same in words.

import { figure } from "../dom.js";
import { word } from "../words.js";

const PLACES = [["ankle", "great_saphenous_ankle"], ["calf", "great_saphenous_calf"], ["thigh", "great_saphenous_lower_thigh"]];
const NOTICED_MMHG = 0.5;
const FINE_MMHG = 5; // of air: finer is not said, so that words stand still
export const NOTICED_ML = 15; // of swelling: less is not said, and not drawn against a dashed line
export const EXAGGERATED = 10; // times as thick as it is
export const FORCE_WORDS = { heart: "the push of the heart", breathing: "the pull of breathing", muscles: "the squeeze of the muscles" };
const REGIONS_CM = { thigh: [40, 8], upper_calf: [17, 5.7], lower_calf: [17, 4.5], foot: [24, 4] }; // length and radius

/** What a garment presses on the veins with at its places, in mmHg, from what it presses on each vessel with. */
export function pressedPlaces(names, side, pressures) {
  const rows = PLACES.map(([place, vein]) => [place, pressures?.[names.of("vessels", vein, side)] ?? 0]);
  return Object.fromEntries(rows.filter(([, mmHg]) => mmHg > NOTICED_MMHG));
}

/** By how many cm a region grows with so many mL, as it is drawn: they add to its radius. */
export function growthOf(region, mL) {
  const [length, radius] = REGIONS_CM[region];
  return (EXAGGERATED * mL) / (2 * Math.PI * radius * length);
}

/** "ankle 16, calf 10 mmHg on the veins"; empty where nothing is worn. */
export function garmentWords(worn) {
  const parts = Object.entries(worn).map(([place, mmHg]) => `${place} ${figure(mmHg)}`);
  return parts.length ? `${parts.join(", ")} mmHg on the veins` : "";
}

/** "ankle 45, calf 40 mmHg", of rows with a site and its air; empty where there is none. */
export function airWords(rows) {
  const parts = rows.filter((row) => Number.isFinite(row.mmHg)).map((row) => `${row.site.replace("_", " ")} ${figure(FINE_MMHG * Math.round(row.mmHg / FINE_MMHG))}`);
  return parts.length ? `${parts.join(", ")} mmHg` : "";
}

/** How much a leg has swollen; empty where it is too little to be noticed. */
export const swellingWords = (mL) => (Math.abs(mL) >= NOTICED_ML ? `${word("swelling")} ${figure(mL)} mL, drawn ×${EXAGGERATED}` : "");
