// What is shown that no living body has: told at the foot of the page as long as it goes on, and spoken as it begins and ends.

import { byId, say } from "./dom.js";

const GOES_ON = "The model goes on where a body would not.";
const OVER = "Again all is as a living body has it.";

export class BeyondLife {
  constructor(app) {
    [this.app, this.spoken] = [app, ""];
    app.on("findings", ({ beyond }) => this.#show(beyond ?? [])).on("cleared", () => this.#show([]));
  }

  #show(found) {
    const two = this.app.hello?.bodies.length > 1;
    const sentences = found.map(({ body, text }) => (two ? `${body.toUpperCase()}: ${text}` : text));
    const text = found.length ? [...sentences, GOES_ON].join(" ") : "";
    say(byId("beyond"), text);
    this.#speak(found.map(({ body, quantity }) => `${body} ${quantity}`).join(), text || OVER);
  }

  // Its values change all the time: only what is new is spoken.
  #speak(which, text) {
    if (which === this.spoken) return;
    this.spoken = which;
    byId("polite").textContent = text;
  }
}
