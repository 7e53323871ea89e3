// Where the lens has room: over no leg that moves, and over nothing that lies over the picture.

const [CELL_PX, GRID_PX] = [10, 14]; // places that are told apart: of legs, and of the lens
const [AIR_PX, EDGE_PX] = [8, 5]; // around it, and from the edge of the picture
const NEARER = 0.03; // of a px of its radius that a px nearer to its usual place is worth

const apart = ({ x, y, width, height }, px, py) => Math.hypot(px - Math.min(Math.max(px, x), x + width), py - Math.min(Math.max(py, y), y + height));

// One of many places that lie together.
function thinned(points) {
  const cells = new Map(points.map(([x, y]) => [`${Math.round(x / CELL_PX)}|${Math.round(y / CELL_PX)}`, [x, y]]));
  return [...cells.values()];
}

/**
 * The place of a lens, `{ x, y, radius }`: `usual` where that is free, else the largest circle there is in the half of the
 * picture where `usual` stands. `least` is the smallest radius; `words` are those under it, `{ wide, high }`; `legs` are
 * places and `over` rectangles that it keeps free.
 */
export function lensRoom(usual, { least, words, width, height, legs, over }) {
  const points = thinned(legs);
  const most = usual.radius;
  const clear = (x, y) => {
    let far = Math.min(most, width - EDGE_PX - x, x - EDGE_PX, y - EDGE_PX, height - words.high - y);
    for (const one of over) far = Math.min(far, apart(one, x, y) - AIR_PX);
    for (let i = 0; i < points.length && far >= least; i += 1) far = Math.min(far, Math.hypot(points[i][0] - x, points[i][1] - y) - AIR_PX);
    return far;
  };
  const worded = (x, y, radius) => {
    const left = Math.min(x - words.wide / 2, width - words.wide);
    const within = ([px, py]) => px > left && px < left + words.wide && py > y && py < y + radius + words.high;
    return !words.wide || !(points.some(within) || over.some((one) => one.x < left + words.wide && left < one.x + one.width && one.y < y + radius + words.high && y < one.y + one.height));
  };
  if (clear(usual.x, usual.y) >= most && worded(usual.x, usual.y, most)) return usual;
  let [best, worth] = [null, -Infinity];
  const from = usual.x < width / 2 ? least : width / 2;
  for (let x = from; x < from + width / 2 - least; x += GRID_PX) {
    for (let y = least; y < height - least; y += GRID_PX) {
      const radius = clear(x, y);
      const value = radius - NEARER * Math.hypot(x - usual.x, y - usual.y);
      if (radius >= least && value > worth && worded(x, y, radius)) [best, worth] = [{ x, y, radius }, value];
    }
  }
  return best ?? { ...usual, radius: least };
}
