// What a look at the picture would tell, in words: the same rule as in the picture.

import { figure } from "../dom.js";
import { pressureText } from "../units.js";
import { word } from "../words.js";

export const OPEN = 0.15; // of its opening: from here on a valve is called open
const OPEN_ML_S = 1; // or where more than that flows towards the heart
const STILL_ML_S = 0.1;

/** The state of a valve. What flows back for less time than the clinic allows is the valve's closing, not reflux. */
export function doorWords(opening, leak, reflux, flow = 0) {
  if (reflux) return `${word("back-flow")}: it lets blood fall back`;
  if (opening > OPEN || flow > OPEN_ML_S) return flow < -STILL_ML_S ? "closing" : "open";
  return leak > 0 ? "does not close fully" : "shut";
}

/** What flows through a valve, in words. */
export function flowWords(flow, reflux) {
  if (Math.abs(flow) < STILL_ML_S) return "nothing flows";
  const rate = `${figure(Math.abs(flow) * 60)} mL/min`;
  if (flow > 0) return `${rate} towards the heart`;
  return reflux ? `${rate} ${word("back-flow")}` : `${rate} back while it closes`;
}

/** A leg in a sentence or two. */
export function legWords(actor, glass, { device = "" } = {}) {
  if (!actor?.values) return "";
  const { open, shut, back } = actor.doors.count();
  return `Ankle vein ${pressureText(actor.values.pressure[glass.index])}: ${figure(glass.lift)} cm of blood stand over it. ${open} valves open, ${shut} shut${back ? `, ${back} let blood flow back` : ""}.${device ? ` ${device}` : ""}`;
}
