// Curves through points, as SVG writes them and as a row of points to move along.

// Catmull and Rom's spline: the two control points of the piece from b to c.
function controls(a, b, c, d) {
  return [
    [b[0] + (c[0] - a[0]) / 6, b[1] + (c[1] - a[1]) / 6],
    [c[0] - (d[0] - b[0]) / 6, c[1] - (d[1] - b[1]) / 6],
  ];
}

function padded(points, closed) {
  const last = points.length - 1;
  return closed ? [points[last], ...points, points[0], points[1]] : [points[0], ...points, points[last]];
}

const fixed = (point) => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`;

/** The path data of a smooth curve through all points. */
export function smooth(points, closed = false) {
  const row = padded(points, closed);
  let path = `M${fixed(points[0])}`;
  for (let i = 1; i + 2 < row.length; i += 1) {
    const [first, second] = controls(row[i - 1], row[i], row[i + 1], row[i + 2]);
    path += `C${fixed(first)} ${fixed(second)} ${fixed(row[i + 1])}`;
  }
  return path + (closed ? "Z" : "");
}

function bezier(a, b, c, d, t) {
  const u = 1 - t;
  const [k0, k1, k2, k3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return [k0 * a[0] + k1 * b[0] + k2 * c[0] + k3 * d[0], k0 * a[1] + k1 * b[1] + k2 * c[1] + k3 * d[1]];
}

/** Points along that same curve, `each` for every piece of it. */
export function sampled(points, each = 6) {
  const row = padded(points, false);
  const found = [points[0]];
  for (let i = 1; i + 2 < row.length; i += 1) {
    const [first, second] = controls(row[i - 1], row[i], row[i + 1], row[i + 2]);
    for (let k = 1; k <= each; k += 1) found.push(bezier(row[i], first, second, row[i + 1], k / each));
  }
  return found;
}

/** A line that things move along: `at(share)` gives x, y and the direction of travel. */
export class Track {
  constructor(points) {
    this.points = points;
    this.sums = new Float64Array(points.length);
    for (let i = 1; i < points.length; i += 1) {
      this.sums[i] = this.sums[i - 1] + Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    }
    this.length = this.sums[points.length - 1];
  }

  at(share, into = [0, 0, 0, 0]) {
    const wanted = Math.min(Math.max(share, 0), 1) * this.length;
    let low = 0;
    let high = this.sums.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.sums[middle] <= wanted) low = middle;
      else high = middle;
    }
    const span = this.sums[high] - this.sums[low] || 1;
    const part = (wanted - this.sums[low]) / span;
    const [a, b] = [this.points[low], this.points[high]];
    into[0] = a[0] + (b[0] - a[0]) * part;
    into[1] = a[1] + (b[1] - a[1]) * part;
    into[2] = (b[0] - a[0]) / span;
    into[3] = (b[1] - a[1]) / span;
    return into;
  }

  /** The share of the way that lies nearest to a point. */
  nearest(point) {
    let [best, found] = [Infinity, 0];
    this.points.forEach((one, i) => {
      const far = Math.hypot(one[0] - point[0], one[1] - point[1]);
      if (far < best) [best, found] = [far, i];
    });
    return this.sums[found] / this.length;
  }
}
