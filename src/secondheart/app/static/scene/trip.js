// One drop on its way: up the veins of the leg as a tagged dot, then through heart and lungs and back down to the foot.

import { figure } from "../dom.js";

const FROM = "great_saphenous_ankle";
const PLAN = [["cava", "up to the heart"], ["toLung", "into the lung"], ["fromLung", "back to the heart, red now"], ["aorta", "down the aorta"], ["artery", "down the leg"]];

export class Trip {
  constructor(actor) {
    this.actor = actor;
    this.text = "";
  }

  /** Tag a drop at the ankle; its seconds and strides are counted on every frame. */
  begin() {
    const dot = this.actor.parcels.tagIn(FROM) ?? this.actor.parcels.tagIn("great_saphenous_calf");
    if (!dot) return false;
    Object.assign(this, { seconds: 0, strides: 0, leg: -1, share: 0, on: true });
    this.text = "One drop sets off at the ankle.";
    return true;
  }

  /** Forget it: the body began anew. */
  drop() {
    this.actor.parcels.drop();
    [this.on, this.text] = [false, ""];
  }

  /** Count a frame. */
  take(seconds, cycles) {
    if (!this.on) return;
    this.seconds += seconds;
    this.strides += Number.isFinite(cycles) ? cycles : 0;
  }

  /** Move on with the blood by so many seconds. */
  move(values, seconds) {
    if (!this.on) return;
    if (this.leg < 0) {
      if (!this.actor.parcels.tagged) [this.leg, this.share] = [0, 0];
    } else {
      const [path] = PLAN[this.leg];
      this.share += seconds / Math.max(this.actor.stream.duration(values, path), 0.2);
      if (this.share >= 1) [this.leg, this.share] = [this.leg + 1, 0];
    }
    this.#tell();
  }

  #tell() {
    const where = this.leg < 0 ? "up the veins of the leg" : PLAN[this.leg]?.[1] ?? "back at the foot";
    const steps = this.strides >= 1 ? `, ${figure(Math.floor(this.strides))} strides` : "";
    this.text = `${figure(this.seconds)} s${steps}: ${where}.`;
    if (this.leg >= PLAN.length) {
      this.text = `Once round, and back at the foot, after ${figure(this.seconds)} s${steps}.`;
      this.on = false;
    }
  }

  /** Where it is, [x, y]; null in the leg, whose dot is tagged itself. */
  place(tracks) {
    if (!this.on) return null;
    if (this.leg < 0) return this.actor.parcels.tagged ? this.actor.parcels.placeOf(this.actor.parcels.tagged) : null;
    const track = tracks[PLAN[this.leg]?.[0]];
    return track ? track[Math.min(Math.floor(this.share * track.length), track.length - 1)] : null;
  }
}
