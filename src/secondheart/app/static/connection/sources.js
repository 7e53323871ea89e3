// Which source a page has: a recording in the page itself, the module that <html data-source="..."> names, or the socket.

import { byId } from "../dom.js";
import { Replay } from "./replay.js";
import { Wire } from "./wire.js";

/** Make the source of this page; a module that is named exports its maker as `default`. */
export async function makeSource(counters) {
  const recorded = byId("replay");
  if (recorded) return new Replay(JSON.parse(recorded.textContent), counters);
  const { source } = document.documentElement.dataset;
  if (!source) return new Wire(counters);
  const { default: Maker } = await import(new URL(source, document.baseURI));
  return new Maker(counters);
}
