// Where a person's legs and arms come while they move, on the screen: what a picture has room for is known before a step is taken.

import { Camera } from "./camera.js";
import { BACK, FOOT, FRONT } from "./figure_data.js";
import { Figure } from "./figure.js";
import { moves, poseOf } from "./pose.js";

const MOMENTS = 24; // of a cycle
const SKIN = [...FRONT.slice(1), ...FOOT, ...BACK];
const [CYCLE_STEPS_S, POSTURE_STEPS] = [10, 1]; // a tenth of a second, a degree: finer changes make no other picture

export class Reach {
  constructor() {
    [this.figure, this.camera] = [new Figure(null), new Camera()];
  }

  /**
   * The outlines of both legs and the arms over a whole cycle of what is done, `{ near, far, arms }` as places on the screen.
   * `look` has the view, the box and the mirror of the picture, and how many seconds a cycle takes on the wall, for a camera
   * that goes along lags behind; 0 where it does not.
   */
  of(actor, posture, { view, box, mirror, wall_s = 0 }) {
    const { verb, given, person } = actor.doing && actor.amount > 0 ? actor.doing : { verb: "", given: {} };
    const rounded = posture.map((one) => Math.round(one * POSTURE_STEPS));
    const wall = Math.round(wall_s * CYCLE_STEPS_S);
    const key = `${actor.side}|${verb}|${Object.values(given)}|${rounded}|${view}|${Object.values(box)}|${mirror}|${wall}|${person?.sex}|${person?.height_cm}|${person?.mass_kg}`;
    if (key !== this.key) [this.key, this.found] = [key, this.#look(actor, { verb, given, person }, posture, { view, box, mirror, wall_s })];
    return this.found;
  }

  #look({ side }, { verb, given, person }, posture, { view, box, mirror, wall_s }) {
    const { camera, figure } = this;
    const found = { near: [], far: [], arms: [] };
    const screen = (some) => some.map((point) => camera.toScreen(point));
    const moving = moves(verb);
    const count = moving ? MOMENTS : 1;
    figure.side = side;
    figure.shape(person);
    for (let i = moving ? -MOMENTS : 0; i < count; i += 1) { // a cycle before, in which the camera comes along
      figure.pose(poseOf(posture, verb, given, moving ? (i + MOMENTS) / MOMENTS : NaN), verb, moving && verb !== "ankle_pumps" ? 90 : posture[0]);
      camera.look(view, figure, posture);
      camera.step((1000 * wall_s) / MOMENTS, wall_s === 0 || i === -MOMENTS);
      if (i < 0) continue;
      camera.fit(box, mirror);
      found.near.push(...screen(SKIN.map((point) => figure.near.place(point))));
      found.far.push(...screen(SKIN.map((point) => figure.far.place(point))));
      found.arms.push(...screen(figure.arms().flat()));
    }
    return found;
  }
}
