// Strokes of the brush: smooth lines and areas on a canvas whose unit is a cm of the body.

/** Lay a smooth curve through all points as the canvas's path. */
export function trace(g, points, closed = false) {
  const last = points.length - 1;
  const at = closed ? (i) => points[(i + points.length) % points.length] : (i) => points[Math.min(Math.max(i, 0), last)];
  g.beginPath();
  g.moveTo(points[0][0], points[0][1]);
  for (let i = 0; i < (closed ? points.length : last); i += 1) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    g.bezierCurveTo(b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6, c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6, c[0], c[1]);
  }
  if (closed) g.closePath();
}

/** Fill a smooth outline, with an edge if a colour is given for it. */
export function area(g, points, fill, edge = null, width = 0.2) {
  trace(g, points, true);
  g.fillStyle = fill;
  g.fill();
  if (!edge) return;
  g.strokeStyle = edge;
  g.lineWidth = width;
  g.stroke();
}

const STRETCH = 1e4;
const STRAIGHT_CM = 0.05; // a point that lies nearer to the line of its neighbours is not needed
const MOST = 512; // points of a tube
const [X, Y, DX, DY] = [0, 1, 2, 3].map(() => new Float64Array(MOST)); // those of the tube at hand, and the direction there
const CAP = [-0.924, -0.383, 0.383, 0.924]; // sines of the points on the half circle at an end

/** Draw a tube along points that are close to each other: a casing, and the colour in it. */
export function tube(g, points, width, colour, casing = null, edge = 0.34) {
  const count = straighten(points);
  // Filled outlines look as broad strokes do, and cost half as much
  if (casing) fillTube(g, count, (width + edge) / 2, casing);
  fillTube(g, count, width / 2, colour);
}

// Takes the points of a line without those that lie on it as it is; returns how many.
function straighten(points) {
  let [count, from] = [0, 0];
  const keep = (point) => {
    X[count] = point[0];
    Y[count] = point[1];
    count += 1;
  };
  keep(points[0]);
  for (let i = 2; i < points.length && count < MOST - 1; i += 1) {
    if (straight(points, from, i)) continue;
    from = i - 1;
    keep(points[from]);
  }
  keep(points[points.length - 1]);
  for (let i = 0; i < count; i += 1) {
    const [a, b] = [Math.max(i - 1, 0), Math.min(i + 1, count - 1)];
    const far = Math.hypot(X[b] - X[a], Y[b] - Y[a]) || 1;
    DX[i] = (X[b] - X[a]) / far;
    DY[i] = (Y[b] - Y[a]) / far;
  }
  return count;
}

function straight(points, from, to) {
  const [x, y] = points[from];
  const dx = points[to][0] - x;
  const dy = points[to][1] - y;
  const limit = STRAIGHT_CM * Math.hypot(dx, dy);
  for (let k = from + 1; k < to; k += 1) if (Math.abs((points[k][0] - x) * dy - (points[k][1] - y) * dx) > limit) return false;
  return true;
}

function fillTube(g, count, half, colour) {
  const last = count - 1;
  g.beginPath();
  for (let i = 0; i <= last; i += 1) g.lineTo(X[i] - half * DY[i], Y[i] + half * DX[i]);
  for (let k = 3; k >= 0; k -= 1) capPoint(g, last, half, CAP[k], 1);
  for (let i = last; i >= 0; i -= 1) g.lineTo(X[i] + half * DY[i], Y[i] - half * DX[i]);
  for (let k = 0; k < 4; k += 1) capPoint(g, 0, half, CAP[k], -1);
  g.fillStyle = colour;
  g.fill();
}

function capPoint(g, i, half, aside, way) {
  const ahead = way * Math.sqrt(1 - aside * aside);
  g.lineTo(X[i] + half * (ahead * DX[i] - aside * DY[i]), Y[i] + half * (ahead * DY[i] + aside * DX[i]));
}

/** Draw a lake of blood along points: wide in the middle, narrow at both ends. */
export function spindle(g, points, width, colour, casing, edge = 0.3) {
  const [from, to] = [points[0], points.at(-1)];
  const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
  for (const [more, fill] of [[edge / 4, casing], [-edge / 4, colour]]) {
    g.beginPath();
    g.ellipse((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, far / 2 + width * 0.32 + more, width * 0.5 + more, Math.atan2(to[1] - from[1], to[0] - from[0]), 0, 7);
    g.fillStyle = fill;
    g.fill();
  }
}

const shades = new Map();

/** Fill a smooth outline with one colour at both sides and another in the middle, with an edge if a colour is given for it. */
export function shadedArea(g, points, outer, inner, edge = null, width = 0.2) {
  if (outer === inner) {
    area(g, points, inner, edge, width);
    return;
  }
  let [low, high] = [Infinity, -Infinity];
  for (const [x] of points) {
    if (x < low) low = x;
    if (x > high) high = x;
  }
  trace(g, points, true);
  if (edge) {
    g.strokeStyle = edge;
    g.lineWidth = width;
  }
  g.save(); // two stops about a middle, drawn out upwards: that is the cheapest way to a shade with two sides
  g.translate((low + high) / 2, points[0][1]);
  g.scale((high - low) / 2, STRETCH);
  g.fillStyle = shade(g, outer, inner);
  g.fill();
  g.restore();
  if (edge) g.stroke();
}

function shade(g, outer, inner) {
  const key = outer + inner;
  if (!shades.has(key)) {
    const made = g.createRadialGradient(0, 0, 0, 0, 0, 1);
    made.addColorStop(0, inner);
    made.addColorStop(1, outer);
    shades.set(key, made);
  }
  return shades.get(key);
}
