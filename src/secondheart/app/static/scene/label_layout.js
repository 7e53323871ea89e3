// Where words stand in the picture: in columns beside the body, each near what it names, none over another.

/** Places in a column: in the order of what is wanted, at least `gap` apart, between `low` and `high`. */
export function spread(wanted, gap, low, high) {
  const placed = [];
  for (const y of wanted) placed.push(Math.max(y, placed.length ? placed.at(-1) + gap : low));
  let limit = high;
  for (let i = placed.length - 1; i >= 0; i -= 1) {
    placed[i] = Math.min(placed[i], limit);
    limit = placed[i] - gap;
  }
  return placed;
}

/** Whether two rectangles share a place. */
export const overlap = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The rectangle of a line of words that begins, or ends, at a place. */
export const boxOf = (words, x, y, high, ends = false) => ({ x: ends ? x - words : x, y: y - high / 2, width: words, height: high });

/** Levels over a row of places for words of some width, so that none touches its neighbour: 0 is the nearest. */
export function levels(middles, widths, apart) {
  const ends = [];
  return middles.map((x, i) => {
    const left = x - widths[i] / 2;
    let level = ends.findIndex((end) => end + apart < left);
    if (level < 0) level = ends.length;
    ends[level] = x + widths[i] / 2;
    return level;
  });
}
