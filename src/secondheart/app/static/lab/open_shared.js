// Ways in: an address that was shared, and a file that is dropped on the page.

import { shared } from "./exports.js";

const LARGEST = 60_000; // bytes of what may be sent in one message, with room around it

/** The scenario of the address now, null where there is none; one that cannot be read is told. */
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
    app.tell(`${file.name} cannot be opened here: only scenario.json, which Export gives. Protocols, recordings and results are for the command line: secondheart run ${file.name}`);
    return;
  }
  try {
    await load(JSON.parse(await file.text()), app);
  } catch {
    app.tell(`${file.name} is not whole: no JSON can be read from it.`);
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
