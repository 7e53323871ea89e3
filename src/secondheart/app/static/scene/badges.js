// What is on or off, in words under the picture: what is worn, what has swollen, which force is switched off.

import { figure, html } from "../dom.js";
import { word } from "../words.js";
import { FORCE_WORDS } from "./worn.js";

const SKIPS = 2; // movements in a frame from which on not each of them is shown

export class Badges {
  constructor(root, app, scene) {
    [this.app, this.scene] = [app, scene];
    this.element = html("div", { class: "badges scene-badges" });
    root.append(this.element);
  }

  follow() {
    const texts = this.scene.actors.flatMap((actor, k) => this.#of(actor, k));
    const key = texts.join("|");
    if (key === this.key) return;
    this.key = key;
    this.element.replaceChildren(...texts.map((text) => html("span", { class: "badge" }, text)));
  }

  #of(actor, k) {
    const { cuffs = [], without = [], ...set } = this.app.state?.scenario ?? {};
    const name = (device) => (device ? `device: ${(device.name ?? device).replaceAll("-", " ")}` : "");
    const [device, other] = [name(set.device), name(set.apart?.device === undefined ? set.device : set.apart.device)];
    const leg = this.scene.actors.length > 1 ? `${actor.body.toUpperCase()}: ` : "";
    const own = actor.values ? actor.figure.dressing.words(word) : [];
    const cycles = actor.values ? actor.names.scalar(actor.values, "cycles") : 0;
    const shared = k ? [] : [device === other || this.scene.actors.length < 2 ? device : "", ...cuffs.map((one) => one.kind ?? "cuff"), ...without.map((one) => `without ${FORCE_WORDS[one] ?? one}`), cycles >= SKIPS && `one step of every ${figure(cycles)} shown`];
    if (leg && device !== other) own.push(k ? other : device);
    return [...own.filter(Boolean).map((text) => `${leg}${text}`), ...shared.filter(Boolean)];
  }
}
