// Words in the picture: what a vein is, and how high the column stands. In plain words or in those of the clinic.

import { figure as number } from "../dom.js";

// What is named: where it is on the leg, where its word stands (cm beside and above), and from which width of the picture on.
const NAMED = [
  { plain: "junction at the groin", clinical: "saphenofemoral junction", vein: "great_saphenous_upper_thigh", share: 1, to: [29, 6] },
  { plain: "deep vein, by the bone", clinical: "femoral vein (deep)", vein: "femoral_upper", share: 0.55, to: [29, 3] },
  { plain: "vein under the skin, in the fat", clinical: "great saphenous vein (superficial)", vein: "great_saphenous_lower_thigh", share: 0.95, to: [29, -6] },
  { plain: "connecting vein", clinical: "perforator", way: "great_saphenous_calf", to: [29, -3] },
  { plain: "foot pump", clinical: "plantar veins", vein: "plantar", share: 0.4, to: [29, 7] },
  { plain: "artery", clinical: "femoral artery", artery: 0.24, to: [-19, 3] },
  { plain: "junction at the knee", clinical: "saphenopopliteal junction", vein: "small_saphenous_upper", share: 1, to: [-19, 4] },
  { plain: "calf muscle", clinical: "gastrocnemius, soleus", vein: "gastrocnemius_sinuses", share: 0.6, to: [-19, -4] },
];
const TRUNK = [
  { plain: "lung: blue turns red", clinical: "pulmonary capillaries", at: [6.2, 40], to: [23, 6] },
  { plain: "heart", clinical: "heart", at: [5.6, 34], to: [23, 3] },
  { plain: "diaphragm", clinical: "diaphragm", at: [7.2, 28], to: [23, -1] },
];
const LETTER_PX = 6.6;
const LINE_PX = 16;
const MOST_PX = 190; // that words stand beside the middle of the leg
const LEAST_SCALE = 2.6; // px a cm: smaller people have no words beside them
const SMALL_PX = 560; // a picture that is narrower has no words beside the leg

export function paintLabels(g, colours, actor, glass, { clinical = false, shown = true, level = 0, view = "body", box }) {
  const { camera, figure } = actor;
  g.textBaseline = "middle";
  if (figure.lying < 0.5) column(g, colours, camera, glass, box);
  if (!shown || level > 1 || box.width < SMALL_PX || camera.scale < LEAST_SCALE || figure.lying > 0.3) return;
  const seated = actor.names.posture(actor.values)[1] < 60;
  g.font = "13px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
  for (const row of seated ? [] : NAMED) {
    const from = placeOf(row, actor);
    if (from) named(g, colours, camera, from, row, clinical, box, view);
  }
  if (view !== "body") return;
  for (const row of TRUNK) named(g, colours, camera, figure.put(row.at), row, clinical, box, view);
}

function placeOf(row, actor) {
  if (row.artery !== undefined) return actor.figure.arteryTrack?.[Math.round(row.artery * (actor.figure.arteryTrack.length - 1))];
  if (row.way) return actor.vessels.ways.find((one) => one.from === row.way && one.kind).track.at(0.5).slice(0, 2);
  return actor.vessels.byName.get(row.vein).track.at(row.share).slice(0, 2);
}

// Words stand at a fixed place beside the body, so that they can be read while it walks.
function named(g, colours, camera, from, row, clinical, box, view) {
  const [x, y] = camera.toScreen(from);
  const aside = Math.sign(row.to[0]) * camera.mirror * Math.min(Math.abs(row.to[0]) * camera.scale, MOST_PX);
  const [middle] = camera.toScreen([camera.now.x, 0]);
  const steady = [middle + aside, y - Math.sign(row.to[1]) * Math.min(Math.abs(row.to[1]) * camera.scale, 40)];
  if (y < box.y + 8 || y > box.y + box.height) return;
  const words = (clinical ? row.clinical : row.plain).split("\n");
  const room = steady[0] > middle ? box.x + box.width + (view === "body" ? 90 : -76) - steady[0] : steady[0] - box.x + 20;
  if (words.some((line) => line.length * LETTER_PX > room)) return;
  row.y = row.y === undefined || Math.abs(row.y - steady[1]) > 90 ? steady[1] : row.y + 0.06 * (steady[1] - row.y);
  const left = steady[0] < x;
  const [tx, ty] = [steady[0], row.y];
  g.globalAlpha = 0.85;
  g.strokeStyle = colours.soft;
  g.lineWidth = 1;
  g.beginPath();
  g.moveTo(x, y);
  g.lineTo(tx, ty);
  g.stroke();
  g.beginPath();
  g.arc(x, y, 2.2, 0, 7);
  g.fillStyle = colours.soft;
  g.fill();
  g.globalAlpha = 1;
  g.textAlign = left ? "right" : "left";
  write(g, colours, words, tx + (left ? -5 : 5), ty, colours.ink);
}

function write(g, colours, lines, x, y, colour) {
  g.lineJoin = "round";
  g.lineWidth = 4;
  g.strokeStyle = colours.paper;
  lines.forEach((line, i) => {
    g.strokeText(line, x, y + i * LINE_PX);
    g.fillStyle = colour;
    g.fillText(line, x, y + i * LINE_PX);
  });
}

function column(g, colours, camera, glass, box) {
  if (glass.foot === undefined) return;
  const [x, y] = camera.toScreen([glass.x, glass.top]);
  const [, heart] = camera.toScreen([0, glass.heart]);
  const left = camera.mirror > 0;
  const narrow = box.width < SMALL_PX;
  g.textAlign = left ? "right" : "left";
  g.font = `${narrow ? 12 : 13}px system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif`;
  const at = x + (left ? -12 : 12);
  if (heart > box.y) write(g, colours, ["heart"], at, heart - 1, colours.soft);
  const words = narrow ? [`${number(glass.lift)} cm`] : ["the column over", `the ankle: ${number(glass.lift)} cm`];
  const top = Math.abs(y - heart) < 26 && !narrow ? heart + 20 : Math.max(y, box.y + 8);
  write(g, colours, words, at, top, colours.ink);
}
