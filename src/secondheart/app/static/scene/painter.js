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

/** Draw a tube along points that are close to each other: a casing, and the colour in it. */
export function tube(g, points, width, colour, casing = null, edge = 0.34) {
  g.lineCap = "round";
  g.lineJoin = "bevel"; // between points so close a round join looks the same, and costs more
  g.beginPath();
  g.moveTo(points[0][0], points[0][1]);
  for (let i = 1; i < points.length; i += 1) g.lineTo(points[i][0], points[i][1]);
  if (casing) {
    g.lineWidth = width + edge;
    g.strokeStyle = casing;
    g.stroke();
  }
  g.lineWidth = width;
  g.strokeStyle = colour;
  g.stroke();
}

/** Draw a lake of blood along points: wide in the middle, narrow at both ends. */
export function spindle(g, points, width, colour, casing, edge = 0.3) {
  const [from, to] = [points[0], points.at(-1)];
  const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
  g.beginPath();
  g.ellipse((from[0] + to[0]) / 2, (from[1] + to[1]) / 2, far / 2 + width * 0.32, width * 0.5, Math.atan2(to[1] - from[1], to[0] - from[0]), 0, 7);
  g.fillStyle = colour;
  g.fill();
  g.lineWidth = edge / 2;
  g.strokeStyle = casing;
  g.stroke();
}

/** A gradient across points: one colour at both ends, another in the middle. */
export function across(g, points, outer, inner) {
  let [low, high] = [Infinity, -Infinity];
  for (const [x] of points) [low, high] = [Math.min(low, x), Math.max(high, x)];
  const made = g.createLinearGradient(low, 0, high, 0);
  made.addColorStop(0, outer);
  made.addColorStop(0.5, inner);
  made.addColorStop(1, outer);
  return made;
}
