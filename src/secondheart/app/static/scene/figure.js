// A translucent person from the side: the trunk with its organs, one leg in full, the other one plain. Unit: a cm.

import { ARM, ARTERY, BACK, BONES, FACE, FOOT, FRONT, GASTROCNEMIUS, LAP, MUSCLES, SHOULDER, TENDON, TRUNK } from "./figure_data.js";
import { Beds } from "./beds.js";
import { Build } from "./build.js";
import { Limb } from "./limb.js";
import { Organs } from "./organs.js";
import { blend, bloodColour } from "./palette.js";
import { Dressing } from "./dressing.js";
import { Layer } from "./layer.js";
import { area, shadedArea, trace, tube } from "./painter.js";
import { sampled } from "./paths.js";
import { clamp, rad } from "./pose.js";

const COUCH_CM = 62; // height of the hip over the ground, lying
const SADDLE_CM = 99; // and on a bicycle
const [LIES_BELOW, SITS_ABOVE] = [8, 34]; // inclination of the trunk, in degrees
const TIGHT_MMHG = 110;
const FAT_CM = 2.1;
const FOOT_MIDDLE = [6, -6.2];
const FOOT_FAT = [0.12, 0.6]; // thickness there, as a share of the way to it
const [TOES_CM, TOES_MOST] = [6.7, 52]; // their length; degrees that they bend
const FINE = 50; // poses of a degree that look different
const TIGHT_STEPS = 40;
const SEAT = [[-12.2, 4.5], [-10.7, 12], [-9.5, 22]]; // the back of a leg, over which it goes on from the trunk
const BENT_COS = Math.cos(rad(35)); // from when the hip is bent so far, the seat is round below, too
const GROIN = [[-9.5, -1], [-4, -4.5], [3, -5]]; // how a leg goes over into the trunk
const PELVIS = BONES.find((bone) => bone.name === "pelvis").outline.map(([x, s]) => [x, -s]);

const SKIN = [...FRONT.slice(1), ...FOOT, ...BACK.slice(0, -2), ...GROIN];
/** What the fat under the skin leaves free: it is FAT_CM thick, and thin at its ends. */
export const WITHIN_FAT = [
  FRONT[1], ...FRONT.slice(2).map(([x, s], i) => [x - FAT_CM * Math.min(i, 1), s]),
  ...FOOT.map(([x, y, foot]) => [x + (FOOT_MIDDLE[0] - x) * FOOT_FAT[0], y + (FOOT_MIDDLE[1] - y) * FOOT_FAT[1], foot]),
  ...BACK.slice(0, -3).map(([x, s], i, all) => [x + FAT_CM * Math.min(all.length - 1 - i, 1), s]), ...BACK.slice(-3, -2), ...GROIN,
];

export class Figure {
  constructor(vessels) {
    this.vessels = vessels;
    [this.near, this.far] = [new Limb(), new Limb()];
    this.organs = new Organs();
    this.beds = new Beds();
    this.build = new Build();
    this.trunk = TRUNK;
    this.dressing = new Dressing();
    this.hip = [0, 90];
    this.tight = new Map();
    this.layers = Object.fromEntries(["skin", "trunk", "organs", "inside"].map((name) => [name, new Layer()]));
  }

  bind(names, side, person) {
    this.side = side;
    this.dressing.bind(names, side, person);
    this.organs.bind(names);
    this.beds.bind(names, side);
    this.muscles = [...new Set(MUSCLES.map((row) => row.name))].map((name) => [name, names.of("muscles", name, side)]);
    this.arteries = ARTERY.vessels.map((name) => names.of("vessels", name, side));
  }

  /** Be as tall, heavy and of the sex of a person: of what she is as plain data. */
  shape(person) {
    const key = JSON.stringify([person?.sex, person?.height_cm, person?.mass_kg]);
    if (key === this.shapeKey) return;
    this.shapeKey = key;
    this.build = new Build(person);
    this.trunk = TRUNK.map(([x, y]) => [this.build.trunk(x, y), y]);
    for (const limb of [this.near, this.far]) limb.build = this.build.plain ? null : this.build;
  }

  /** Take a pose; `lying` is the inclination of the trunk in the model where nothing is being done, else 90. */
  pose(pose, verb, inclination) {
    const [near, far] = this.side === "left" ? [pose.left, pose.right] : [pose.right, pose.left];
    this.pose_ = pose;
    [this.up, this.front] = [[Math.sin(rad(pose.trunk)), Math.cos(rad(pose.trunk))], [Math.cos(rad(pose.trunk)), -Math.sin(rad(pose.trunk))]];
    this.near.set([0, 0], near, pose.trunk);
    this.far.set([0, 0], far, pose.trunk);
    const standing = -Math.min(this.near.sole()[0], this.far.sole()[0]) + pose.lift;
    const lying = clamp((SITS_ABOVE - inclination) / (SITS_ABOVE - LIES_BELOW), 0, 1);
    this.lying = lying;
    this.hip = [0, verb === "cycle" ? SADDLE_CM : standing + (COUCH_CM - standing) * lying];
    this.near.set(this.hip, near, pose.trunk);
    this.far.set(this.hip, far, pose.trunk);
    for (const limb of [this.near, this.far]) this.#flatToes(limb);
    this.look = [pose.trunk, pose.arm, pose.reach, pose.elbow, ...[near, far].flatMap((leg) => [leg.hip, leg.knee, leg.ankle, leg.toes ?? 0]), lying, this.hip[1]].map((one) => Math.round(one * FINE)).join();
  }

  // Toes lie on the ground while the heel is up.
  #flatToes(limb) {
    const [height, , which] = limb.sole();
    const room = (Math.asin(clamp(height / TOES_CM, 0, 1)) * 180) / Math.PI; // to point down until they touch it
    limb.bendToes(which === "ball" ? clamp((-limb.foot * 180) / Math.PI - room, 0, TOES_MOST) : 0);
  }

  show(values) {
    this.organs.show(values);
    this.beds.show(values);
    this.dressing.show(values);
    for (const [name, index] of this.muscles) this.tight.set(name, clamp((values.muscle[index] || 0) / TIGHT_MMHG, 0, 1));
    this.arterial = this.arteries.map((index) => values.so2?.[index]);
  }

  /** A point of the trunk. */
  put = ([x, y]) => [this.hip[0] + x * this.front[0] + y * this.up[0], this.hip[1] + x * this.front[1] + y * this.up[1]];

  // What all parts of the picture depend on besides the pose.
  #style(colours) {
    return `${colours.skin}${colours.dark}${this.shapeKey}${this.plain}${this.dressing.growth.map((cm) => cm.toFixed(2))}`;
  }

  /** The far leg, and the skin of the trunk and of the leg in full, with the arm behind; the far leg and the arms where there is room for them. */
  paintSkin(g, colours, far, armed = true) {
    const look = `${this.look}|${this.#style(colours)}|${far}|${armed}`;
    this.layers.skin.paint(g, look, this.hip, () => this.#corners(), (own) => {
      if (far !== "none") this.#far(own, colours, far === "flat");
      if (armed) this.#arm(own, colours, -this.pose_.arm, 0.4);
      this.#skin(own, colours);
    });
  }

  // All that a body takes up, with its arms.
  #corners() {
    const { x, y } = this.#reach();
    return [...this.trunk.map(this.put), ...[this.near, this.far].flatMap((limb) => [...FRONT.slice(1), ...FOOT, ...BACK].map((point) => limb.place(point))), [x[0], y[0]], [x[1], y[1]]];
  }

  #reach() {
    const far = ARM.upper + ARM.fore + ARM.hand + 6;
    const [x, y] = this.put(SHOULDER);
    return { x: [x - far, x + far], y: [y - far, y + far] };
  }

  #skin(g, colours) {
    this.layers.trunk.paint(g, `${this.pose_.trunk}|${this.#style(colours)}`, this.hip, () => [...this.trunk, ...LAP].map(this.put), (own) => this.#trunk(own, colours));
    this.#seat(g, colours);
    this.skin = SKIN.map((point) => this.near.place(this.dressing.swell(point)));
    if (!this.plain) area(g, this.skin, blend(colours.skin, colours.fat, colours.dark ? 0.34 : 0.5));
    shadedArea(g, this.plain ? this.skin : WITHIN_FAT.map((point) => this.near.place(point)), colours.skin, colours.middle);
    this.#edge(g, colours, this.near);
  }

  #trunk(g, colours) {
    const outline = this.trunk.map(this.put);
    g.save();
    g.globalAlpha = 0.93;
    shadedArea(g, [...outline, ...LAP.map(this.put)], colours.skin, colours.middle);
    g.restore();
    trace(g, outline); // open: below, it goes over into the leg
    g.strokeStyle = colours.edge;
    g.lineWidth = 0.3;
    g.stroke();
  }

  // Where the trunk goes over into the leg behind, however far the hip is bent.
  #seat(g, colours) {
    const bent = this.near.cos[0] * this.up[1] + this.near.sin[0] * this.up[0] < BENT_COS;
    const outer = [...TRUNK.slice(-4).map(this.put), ...(bent ? SEAT : SEAT.slice(1)).map((point) => this.near.place(point))];
    area(g, [...outer, this.near.place([0, 14]), this.put([0, 4])], colours.skin);
    trace(g, outer);
    g.strokeStyle = colours.edge;
    g.lineWidth = 0.32;
    g.stroke();
  }

  paintOrgans(g, colours) {
    const lean = this.pose_.trunk;
    this.organs.follow(this.put);
    const look = `${lean}|${this.#style(colours)}|${this.organs.look(colours)}|${this.beds.look}`;
    this.layers.organs.paint(g, look, this.hip, () => this.trunk.map(this.put), (own) => {
      area(own, PELVIS.map(this.put), colours.bone, colours.boneEdge, 0.2);
      this.organs.paint(own, colours, this.put, () => this.beds.paintTrunk(own, colours, this.put, -rad(lean)));
      this.#face(own, colours);
    });
    this.organs.paintHeart(g, colours, this.put);
  }

  #face(g, colours) {
    g.strokeStyle = colours.edge;
    g.lineWidth = 0.26;
    g.lineCap = "round";
    for (const [name, points] of Object.entries(FACE)) {
      trace(g, points.map(this.put), name === "ear");
      g.stroke();
    }
  }

  /** The arm that is nearer to who looks. */
  paintArm(g, colours) {
    this.#arm(g, colours, this.pose_.arm, 0.26);
  }

  /** The joints of both arms, from the shoulder to the fingers. */
  arms() {
    return [this.pose_.arm, -this.pose_.arm].map((swing) => this.#joints(swing).at);
  }

  // Shoulder, elbow, wrist and fingers of an arm, and the ways of its upper part and its forearm.
  #joints(swing) {
    const down = (deg) => {
      const [c, s] = [Math.cos(rad(deg)), Math.sin(rad(deg))];
      return [-this.up[0] * c + this.front[0] * s, -this.up[1] * c + this.front[1] * s];
    };
    const { reach, elbow: bent } = this.pose_;
    const [upper, fore] = [down(swing + reach), down(swing + reach + bent)];
    const shoulder = this.put(SHOULDER);
    const elbow = along(shoulder, upper, ARM.upper);
    const wrist = along(elbow, fore, ARM.fore);
    return { at: [shoulder, elbow, wrist, along(wrist, fore, ARM.hand)], upper, fore };
  }

  #arm(g, colours, swing, alpha) {
    const { at: [shoulder, elbow, wrist, fingers], upper, fore } = this.#joints(swing);
    const beside = (at, way, wide) => [[at[0] - way[1] * wide, at[1] + way[0] * wide], [at[0] + way[1] * wide, at[1] - way[0] * wide]];
    const middle = [(upper[0] + fore[0]) / 2, (upper[1] + fore[1]) / 2];
    const rows = [[along(shoulder, upper, -3.5), upper, 3.4], [along(shoulder, upper, 5), upper, 4.6], [along(shoulder, upper, 16), upper, 4], [elbow, middle, 3.5], [along(elbow, fore, 8), fore, 3.7], [wrist, fore, 2.3], [along(wrist, fore, 6), fore, 2.9], [fingers, fore, 1.2]];
    const pairs = rows.map(([at, way, wide]) => beside(at, way, wide));
    const outline = [...pairs.map(([a]) => a), ...pairs.map(([, b]) => b).reverse()];
    g.save();
    g.globalAlpha = alpha;
    area(g, outline, colours.skin);
    g.globalAlpha = 0.6;
    g.strokeStyle = colours.edge;
    g.lineWidth = 0.25;
    g.stroke();
    g.restore();
  }

  // The leg that is not looked at, plain; flat where there is no time for more.
  #far(g, colours, flat) {
    const outline = SKIN.map((point) => this.far.place(point));
    if (flat) {
      area(g, outline, blend(colours.skin, colours.paper, 0.55));
      return;
    }
    g.save();
    g.globalAlpha = 0.46;
    area(g, outline, blend(colours.skin, colours.middle, 0.5), colours.edge, 0.25);
    g.restore();
  }

  /** The leg in full, without what moves in its veins. */
  paintNear(g, colours) {
    const limb = this.near;
    this.arteryTrack = sampled(ARTERY.trunk.map((point) => limb.place(point)), 5);
    const tight = [...this.tight.values()].map((one) => Math.round(one * TIGHT_STEPS));
    const look = `${this.look}|${this.#style(colours)}|${tight}|${this.#arterial(colours)}|${this.beds.legLook}`;
    this.layers.inside.paint(g, look, this.hip, () => this.#corners(), (own) => this.#inside(own, colours));
    this.vessels.paint(g, colours, ["deep"]);
    this.vessels.paintWays(g, colours, false);
    this.vessels.paint(g, colours, ["sinus"]);
    this.#muscle(g, colours, GASTROCNEMIUS, 0.72);
    tube(g, sampled(TENDON.map((point) => limb.place(point)), 4), 1, colours.tendon, colours.boneEdge, 0.22);
    this.vessels.paintWays(g, colours, true);
    this.vessels.paint(g, colours, ["superficial"]);
  }

  // Muscles, bones and artery, which the veins lie upon.
  #inside(g, colours) {
    for (const row of MUSCLES) this.#muscle(g, colours, row);
    for (const bone of BONES) if (bone.name !== "pelvis") area(g, bone.outline.map((point) => this.near.place(point)), colours.bone, colours.boneEdge, 0.2);
    tube(g, this.arteryTrack, 0.95, this.#arterial(colours), colours.casing, 0.26);
    if (!this.plain) this.beds.paintLeg(g, colours, this.near);
  }

  #arterial(colours) {
    return bloodColour(colours, this.arterial?.[1] ?? 0.98);
  }

  // Drawn only from the groin down: above it the leg goes over into the trunk.
  #edge(g, colours, limb) {
    trace(g, [...FRONT.slice(1), ...FOOT, ...BACK.slice(0, -3)].map((point) => limb.place(this.dressing.swell(point))));
    g.strokeStyle = colours.edge;
    g.lineWidth = 0.36;
    g.stroke();
  }

  #muscle(g, colours, row, most = 0.94) {
    const tight = this.tight.get(row.name) ?? 0;
    const middle = row.outline.reduce((sum, [x]) => sum + x, 0) / row.outline.length;
    const points = row.outline.map((point) => this.near.place([middle + (point[0] - middle) * (1 + row.bulge * tight), ...point.slice(1)]));
    g.save();
    g.globalAlpha = Math.min(0.36 + 0.6 * tight, most);
    if (this.plain) area(g, points, colours.muscle, colours.muscleDeep, 0.14);
    else shadedArea(g, points, blendOf(colours, tight), colours.muscle, colours.muscleDeep, 0.14);
    g.restore();
  }
}

const along = (from, way, far) => [from[0] + way[0] * far, from[1] + way[1] * far];
const blendOf = (colours, tight) => (tight > 0.5 ? colours.muscleDeep : colours.muscle);
