// Words in the picture: what a vein is, and how high the column stands. In plain words or in those of the clinic.

import { figure as number } from "../dom.js";
import { GLASS_CM } from "./glass.js";
import { boxOf, levels, overlap, spread } from "./label_layout.js";
import { strides } from "./pose.js";
import { paintWords } from "./word_images.js";

// What is named, from above downwards: where it is on the leg, and on which side of it its word stands.
const NAMED = [
  { plain: "lung: blue turns red", clinical: "pulmonary capillaries", trunk: [6.2, 40], front: true, up: 6 },
  { plain: "heart", clinical: "heart", trunk: [5.6, 34], front: true, up: 3 },
  { plain: "diaphragm", clinical: "diaphragm", trunk: [7.2, 28], front: true, up: -1 },
  { plain: "junction at the groin", clinical: "saphenofemoral junction", vein: "great_saphenous_upper_thigh", share: 1, front: true, up: 6 },
  { plain: "deep vein, by the bone", clinical: "femoral vein (deep)", vein: "femoral_upper", share: 0.55, front: true, up: 3 },
  { plain: "artery", clinical: "femoral artery", artery: 0.24, up: 3 },
  { plain: "vein under the skin, in the fat", clinical: "great saphenous vein (superficial)", vein: "great_saphenous_lower_thigh", share: 0.95, front: true, up: -6 },
  { plain: "junction at the knee", clinical: "saphenopopliteal junction", vein: "small_saphenous_upper", share: 1, up: 4, swings: true },
  { plain: "calf muscle", clinical: "gastrocnemius, soleus", vein: "gastrocnemius_sinuses", share: 0.6, up: -4, swings: true },
  { plain: "connecting vein", clinical: "perforator", way: "great_saphenous_calf", front: true, up: -3 },
  { plain: "foot pump", clinical: "plantar veins", vein: "plantar", share: 0.4, front: true, up: -14 },
];
export const FONT = "px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
const [WORD_PX, SMALL_WORD_PX, LARGEST_WORD_PX, LINE_PX, GAP_PX, AIR_PX] = [13, 12, 17, 18, 21, 5];
const WORDS_IN_HEIGHT = 58;
const [FRONT_CM, STRIDE_CM, TRUNK_CM, BACK_CM] = [29, 42, 23, -14.5]; // of the columns of words, from the middle of the leg
const BEYOND_CM = 6; // and from a knee that is bent in sitting
const MOST_SHARE = 0.21; // of the picture's width, beside the middle of the leg
const LEAST_SCALE = 2.6; // px a cm: smaller people have no words beside them
const BESIDE_PX = 12; // of the column's words from its middle
const [SMALL_PX, WORDY_PX] = [460, 580]; // a picture that is narrower has no words beside the leg, and few at the column
const [COLUMN_PX, SHORT_COLUMN_PX, SIDE_COLUMN_PX] = [128, 60, 15]; // that those words take with the glass: all of them, few, or none, as they stand on its inner side
const EASE = 0.08; // share of its way that a word goes in a picture
const LEVEL_PX = 22;
const [SEATED_DEG, LYING] = [60, 0.6]; // of the thigh; of the whole body

const widths = new Map();

function widthOf(g, words, font) {
  const key = `${font}${words}`;
  if (!widths.has(key)) {
    g.font = font;
    widths.set(key, g.measureText(words).width);
  }
  return widths.get(key);
}

/** Paint them; returns the rectangles that they take, those of the column's words among them. */
export function paintLabels(g, colours, actor, glass, look) {
  const { shown = true, box } = look;
  const { camera, figure } = actor;
  const taken = figure.lying < 0.5 ? column(g, colours, camera, glass, look) : [];
  if (!shown || box.width < SMALL_PX || camera.scale < LEAST_SCALE) return taken;
  const rows = [];
  for (const row of NAMED) {
    if (row.trunk && look.view !== "body") continue;
    const at = screenOf(row, actor);
    if (at && seen(at, box)) rows.push({ row, at, words: look.clinical ? row.clinical : row.plain });
  }
  if (figure.lying > LYING) return [...taken, ...above(g, colours, actor, rows, look)];
  const free = [...taken, ...(look.obstacles ?? [])];
  return [...taken, ...beside(g, colours, actor, rows, free, look)];
}

// Words grow with the picture.
const wordPx = ({ box }) => Math.min(Math.max(Math.round(box.height / WORDS_IN_HEIGHT), WORD_PX), LARGEST_WORD_PX);

/** How far from the side of its box the column stands, so that its words have room; beside a leg seen from near in a narrow box, at the very side. */
export const columnRoom = (box, view) => {
  if (box.width >= WORDY_PX) return (COLUMN_PX * wordPx({ box })) / WORD_PX;
  return view === "body" ? SHORT_COLUMN_PX : SIDE_COLUMN_PX;
};

const seen = ([, y], box) => y > box.y && y < box.y + box.height;

function screenOf(row, actor) {
  const { figure, vessels, camera } = actor;
  if (row.trunk) return camera.toScreen(figure.put(row.trunk));
  if (row.artery !== undefined) {
    const track = figure.arteryTrack;
    return track && camera.toScreen(track[Math.round(row.artery * (track.length - 1))]);
  }
  const track = row.way ? vessels.ways.find((one) => one.from === row.way && one.kind).track : vessels.byName.get(row.vein).track;
  return camera.toScreen(track.at(row.way ? 0.5 : row.share));
}

// Columns stay where they are while it walks, beyond the reach of its legs; in sitting the front one stands beyond the knee.
function columnsOf(actor, look) {
  const { camera, figure, names, values } = actor;
  const most = MOST_SHARE * look.width;
  const middle = camera.toScreen([camera.now.x, 0])[0];
  const beside = (cm) => middle + camera.mirror * Math.sign(cm) * Math.min(Math.abs(cm) * camera.scale, most);
  const seated = look.view !== "calf" && names.posture(values)[1] < SEATED_DEG;
  const far = actor.amount > 0.5 && strides(actor.doing.verb);
  const knee = seated ? Math.max(...[[8, 42], [8, 60]].map(([x, s]) => figure.near.at(x, s)[0]), figure.near.ofFoot(20, -6)[0]) + BEYOND_CM : 0;
  return { front: seated ? camera.toScreen([knee, 0])[0] : beside(far ? STRIDE_CM : FRONT_CM), trunk: beside(TRUNK_CM), back: seated ? null : beside(BACK_CM), far };
}

function beside(g, colours, actor, rows, obstacles, look) {
  const { box } = look;
  const columns = columnsOf(actor, look);
  const font = `${wordPx(look)}${FONT}`;
  const placed = [];
  for (const front of [true, false]) {
    const mine = rows.filter(({ row }) => (columns.back === null || Boolean(row.front || (row.swings && columns.far))) === front);
    const ys = spread(mine.map(({ row, at }) => at[1] - row.up * Math.min(actor.camera.scale, 40 / Math.max(Math.abs(row.up), 1))), GAP_PX, box.y + 8, box.y + box.height + 14);
    mine.forEach((one, i) => placed.push({ ...one, front, y: ys[i] }));
  }
  actor.words ??= new Map();
  const done = [];
  for (const { row, at, words, front, y } of placed) {
    const before = actor.words.get(row.plain);
    const eased = before === undefined || Math.abs(before - y) > 90 ? y : before + EASE * (y - before);
    actor.words.set(row.plain, eased);
    const x = front ? (row.trunk ? columns.trunk : columns.front) : columns.back;
    const ends = front === actor.camera.mirror < 0; // its words end at the column, and do not begin there
    const rect = boxOf(widthOf(g, words, font) + AIR_PX, x, eased, LINE_PX, ends);
    if (rect.x < look.left || rect.x + rect.width > look.right || [...obstacles, ...done].some((one) => overlap(rect, one))) continue;
    done.push(rect);
    leader(g, colours, at, [x, eased]);
    write(g, [words], x + (ends ? -AIR_PX : AIR_PX), eased, { font, align: ends ? 1 : 0, colour: colours.ink, halo: colours.paper, sharp: look.sharp });
  }
  return done;
}

// Lying, words stand in rows over the body, each over what it names.
function above(g, colours, actor, rows, look) {
  const font = `${wordPx(look)}${FONT}`;
  const sorted = [...rows].sort((a, b) => a.at[0] - b.at[0]);
  const wide = sorted.map((row) => widthOf(g, row.words, font));
  const rank = levels(sorted.map((row) => row.at[0]), wide, 12);
  const top = Math.min(...sorted.map((row) => row.at[1])) - 2.5 * LEVEL_PX;
  const done = [];
  sorted.forEach((row, i) => {
    const y = top - rank[i] * LEVEL_PX;
    const rect = boxOf(wide[i], row.at[0] - wide[i] / 2, y, LINE_PX);
    if (rect.x < 0 || rect.x + rect.width > look.width || (look.obstacles ?? []).some((one) => overlap(rect, one))) return;
    done.push(rect);
    leader(g, colours, row.at, [row.at[0], y + LINE_PX / 2]);
    write(g, [row.words], row.at[0], y, { font, align: 0.5, colour: colours.ink, halo: colours.paper, sharp: look.sharp });
  });
  return done;
}

function leader(g, colours, from, to) {
  g.globalAlpha = 0.85;
  g.strokeStyle = colours.soft;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(...from);
  g.lineTo(...to);
  g.stroke();
  g.beginPath();
  g.arc(...from, 2.2, 0, 7);
  g.fillStyle = colours.soft;
  g.fill();
  g.globalAlpha = 1;
}

function write(g, lines, x, y, style) {
  lines.forEach((line, i) => paintWords(g, line, x, y + i * LINE_PX, style));
}

// The glass column's words; returns what they and the glass take.
function column(g, colours, camera, glass, look) {
  const { box } = look;
  if (glass.foot === undefined) return [];
  const [x, y] = camera.toScreen([glass.x, glass.top]);
  const [heart, foot] = [glass.heart, glass.foot].map((cm) => camera.toScreen([0, cm])[1]);
  const narrow = box.width < WORDY_PX;
  const left = camera.mirror > 0 === (columnRoom(box, look.view) !== SIDE_COLUMN_PX);
  const font = `${narrow ? SMALL_WORD_PX : wordPx(look)}${FONT}`;
  const style = { font, align: left ? 1 : 0, halo: colours.paper, sharp: look.sharp };
  const beside = Math.max(BESIDE_PX, (GLASS_CM / 2) * camera.scale + AIR_PX);
  const at = x + (left ? -beside : beside);
  if (heart > box.y) write(g, ["heart"], at, heart - 1, { ...style, colour: colours.soft });
  const words = narrow ? [`${number(glass.lift)} cm`] : ["the column over", `the ankle: ${number(glass.lift)} cm`];
  const top = Math.max(Math.abs(y - heart) < 26 && !narrow ? heart + 20 : y, box.y + 8);
  write(g, words, at, top, { ...style, colour: colours.ink });
  const wide = Math.max(...words.map((line) => widthOf(g, line, font)));
  return [{ x: x - 9, y: heart - 30, width: 18, height: foot - heart + 36 }, boxOf(wide, at, top + (words.length - 1) * 8, LINE_PX * words.length, left)];
}
