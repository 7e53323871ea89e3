// Ways in: an address that was shared, and a file that is dropped on the page.

import { shared } from "./exports.js";

const LARGEST = 60_000; // bytes of what may be sent in one message, with room around it

/** The mode and the scene of an address: `#lab`, `#story=3`. */
export function modeOf(hash) {
  const scene = /[#&]story=([1-9])/.exec(hash);
  return { mode: /[#&]lab\b/.test(hash) ? "lab" : "story", step: scene ? Number(scene[1]) - 1 : 0 };
}

/** Write mode and scene into the address, beside what was shared. */
export function writeMode(mode, step) {
  const shared_ = /[#&](s=[^&]*)/.exec(location.hash)?.[1];
  const here = mode === "lab" ? "lab" : `story=${step + 1}`;
  if (location.protocol !== "file:") history.replaceState(null, "", `#${[here, shared_].filter(Boolean).join("&")}`);
}

/** The scenario of the address now, null where there is none; the page says where it cannot be read. */
export function fromAddress(app) {
  try {
    return shared(location.hash);
  } catch (error) {
    app.unread(error.message);
    return null;
  }
}

async function dropped(file, app) {
  if (!/\.json$/i.test(file.name) || file.size > LARGEST) {
    app.say(`${file.name} cannot be opened here: only scenario.json, which Export gives. Protocols, recordings and results are for the command line: secondheart run ${file.name}`);
    return;
  }
  try {
    await load(JSON.parse(await file.text()), app);
  } catch {
    app.say(`${file.name} is not whole: no JSON can be read from it.`);
  }
}

async function load(scenario, app) {
  if (scenario) await app.ask({ type: "scenario", scenario });
}

/** Open what is dropped, or what comes into the address later on. */
export function listen(app) {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault(); // else the browser leaves the page for the file
    const [file] = event.dataTransfer?.files ?? [];
    if (file) dropped(file, app);
  });
  window.addEventListener("hashchange", () => load(fromAddress(app), app));
}
