// One person in the picture: the values of a moment become a pose, veins, doors and blood.

import { Camera } from "./camera.js";
import { Doors } from "./doors.js";
import { Figure } from "./figure.js";
import { Ground } from "./ground.js";
import { Network } from "./network.js";
import { moves, poseOf, strides } from "./pose.js";
import { Stream } from "./stream.js";
import { Parcels } from "./tracers.js";
import { Trip } from "./trip.js";
import { Vessels } from "./vessels.js";

const TOUCH_CM = 2.6;

export class Actor {
  constructor(body) {
    this.body = body;
    this.vessels = new Vessels();
    this.doors = new Doors();
    this.doors.rows = [];
    this.figure = new Figure(this.vessels);
    this.network = new Network(this.vessels, TOUCH_CM);
    this.parcels = new Parcels(null, this.network, { wall: 0.5, way: 0.16 });
    this.stream = new Stream();
    this.camera = new Camera();
    this.ground = new Ground();
    this.trip = new Trip(this);
    this.amount = 0;
  }

  bind(names, side, person) {
    [this.names, this.side] = [names, side];
    this.vessels.bind(names, side);
    this.figure.bind(names, side, person);
    this.doors.bind(names, side, person?.leaks ?? {}, this.vessels);
    this.stream.bind(names, side);
    this.figure.pose(poseOf([90, 90, 90, 90], "stand", {}, NaN, 0), "stand", 90);
    this.vessels.place(this.figure.near);
    this.doors.place();
    this.network.bind(names, side);
    this.seeded = false;
  }

  /** Take the values of a moment: pose, veins, doors, blood. */
  show(values, doing, seconds, ms, reflux, { still = false, fresh = false } = {}) {
    this.values = values;
    this.figure.shape(doing.person);
    const posture = this.names.posture(values).map((one) => (Number.isFinite(one) ? one : 90));
    const moving = moves(doing.verb) && this.names.scalar(values, "cycle_s") > 0;
    this.amount = still || fresh ? Number(moving) : Math.min(Math.max(this.amount + (moving ? ms : -ms) / 420, 0), 1);
    if (moving) this.doing = doing;
    const { verb, given } = this.amount > 0 && this.doing ? this.doing : doing;
    const ease = this.amount * this.amount * (3 - 2 * this.amount);
    this.figure.pose(poseOf(posture, verb, given, values.phase, ease), this.amount > 0.5 ? verb : "", moving && verb !== "ankle_pumps" ? 90 : posture[0]);
    this.vessels.show(values);
    this.vessels.place(this.figure.near);
    this.doors.show(values, reflux);
    this.doors.place();
    this.figure.show(values);
    this.ground.follow(this.figure, this.amount > 0.3 && strides(verb));
    this.#blood(values, seconds, still, fresh);
  }

  #blood(values, seconds, still, fresh) {
    if (!this.seeded || fresh) {
      this.parcels.seed(values);
      this.trip.drop();
      this.seeded = true;
    } else if (!still && seconds > 0) this.parcels.move(values, seconds);
    this.stream.move(values, still ? 0 : seconds);
    this.trip.move(values, seconds);
  }
}
