// What a body is on: the ground that glides under the sole that stands, a couch, a chair, a saddle.

const STRIPE_CM = 46;
const JUMP_CM = 40; // more than that in one picture is another foot

export class Ground {
  constructor() {
    this.shift = 0;
    this.last = null;
  }

  /** Glide as the standing sole does, so that no foot slips. */
  follow(figure, gliding) {
    const soles = [figure.near, figure.far].map((limb) => limb.sole());
    const k = soles[0][0] <= soles[1][0] ? 0 : 1;
    const [, x, which] = soles[k];
    const key = `${k}${which}`;
    if (gliding && this.last?.key === key && Math.abs(x - this.last.x) < JUMP_CM) this.shift += x - this.last.x;
    this.last = { key, x };
  }

  paint(g, colours, from, to, thick) {
    g.fillStyle = colours.ground;
    g.fillRect(from, -400, to - from, 400);
    g.strokeStyle = colours.groundEdge;
    g.lineWidth = thick;
    g.beginPath();
    g.moveTo(from, 0);
    g.lineTo(to, 0);
    const offset = ((this.shift % STRIPE_CM) + STRIPE_CM) % STRIPE_CM;
    for (let x = Math.floor(from / STRIPE_CM) * STRIPE_CM + offset; x < to; x += STRIPE_CM) {
      g.moveTo(x, -0.6);
      g.lineTo(x - 9, -9);
    }
    g.stroke();
  }
}

/** The furniture of a posture. */
export function paintFurniture(g, colours, figure, verb, posture) {
  g.fillStyle = colours.ground;
  g.strokeStyle = colours.groundEdge;
  g.lineWidth = 0.5;
  if (figure.lying > 0.5) couch(g, figure, posture);
  else if (verb === "cycle") bicycle(g, colours, figure);
  else if (posture[1] < 40 && posture[0] > 60) chair(g, figure);
}

function box(g, x, y, wide, high, round) {
  g.beginPath();
  g.roundRect(x, y, wide, high, round);
  g.fill();
  g.stroke();
}

function couch(g, figure, posture) {
  const top = figure.hip[1] - 13.5;
  box(g, -92, top - 9, 190, 9, 3);
  for (const x of [-80, 78]) box(g, x, 0, 5, top - 9, 1);
  if (posture[1] >= -10) return;
  g.beginPath(); // a wedge under raised legs
  g.moveTo(8, top);
  g.lineTo(62, top);
  g.lineTo(62, top + 52);
  g.closePath();
  g.fill();
  g.stroke();
}

function chair(g, figure) {
  const top = figure.hip[1] - 11;
  box(g, -16, top - 5, 46, 5, 2);
  box(g, -20, top - 5, 5, 52, 2);
  for (const x of [-16, 25]) box(g, x, 0, 4, top - 5, 1);
}

function bicycle(g, colours, figure) {
  const [x, y] = figure.hip;
  const axle = [x + 20, y - 70];
  g.lineCap = "round";
  g.lineWidth = 2.6;
  g.strokeStyle = colours.groundEdge;
  const lines = [[[x - 4, y - 13], axle], [axle, [x + 52, y - 30]], [[x - 2, y - 24], [x + 50, y - 26]], [[x + 52, y - 30], [x + 50, y - 2]], [[x + 50, y - 2], [x + 60, y - 2]], [[axle[0] - 34, 0], axle], [axle, [axle[0] + 42, 0]]];
  for (const [from, to] of lines) {
    g.beginPath();
    g.moveTo(...from);
    g.lineTo(...to);
    g.stroke();
  }
  g.beginPath();
  g.ellipse(x - 5, y - 13, 13, 3, 0, 0, 7);
  g.fillStyle = colours.groundEdge;
  g.fill();
  g.beginPath();
  g.arc(axle[0], axle[1], 7, 0, 7);
  g.stroke();
  g.lineWidth = 1.8;
  for (const limb of [figure.near, figure.far]) {
    const [px, py] = limb.ofFoot(9, -9.4);
    g.beginPath();
    g.moveTo(...axle);
    g.lineTo(px, py);
    g.stroke();
  }
}
