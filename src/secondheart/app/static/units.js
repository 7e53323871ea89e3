// The unit in which pressures are given: mmHg, in which all is computed, or kPa.

import { figure } from "./dom.js";

const FACTORS = { mmHg: 1, kPa: 0.133322 };
const DIGITS = { mmHg: 0, kPa: 1 };

let chosen = "mmHg";

export const pressureUnit = () => chosen;

export function chooseUnit(unit) {
  chosen = unit;
}

/** What a value in a unit is multiplied by to be shown. */
export const factorOf = (unit) => (unit === "mmHg" ? FACTORS[chosen] : 1);

/** A unit as it is written. */
export const tidy = (unit) => (unit === "1/min" ? "/min" : unit.replace("mmHg2", "mmHg²"));

/** The unit as it is shown: pressures in that which was chosen. */
export const unitOf = (unit) => (unit === "mmHg" ? chosen : tidy(unit));

/** Digits after the point where a mmHg would have so many. */
export const digitsFor = (unit, digits) => (unit === "mmHg" ? digits + DIGITS[chosen] : digits);

/** A pressure with its unit. */
export const pressureText = (mmHg, digits = 0) => `${figure(mmHg * factorOf("mmHg"), digitsFor("mmHg", digits))} ${pressureUnit()}`;
