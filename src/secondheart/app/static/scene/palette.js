// Colours of the picture, for a light and a dark page and for four tones of skin.

const DARK_GROUND = "#0f141d";
const TONES = {
  light: { skin: "#f3dac8", middle: "#fcefe4", edge: "#b98a6e" },
  medium: { skin: "#e3b994", middle: "#f0d3b4", edge: "#97684a" },
  brown: { skin: "#b98660", middle: "#cf9f7a", edge: "#6d452c" },
  dark: { skin: "#83573e", middle: "#9a6c50", edge: "#4a2c1c" },
};
export const TONE_NAMES = Object.keys(TONES);
const PLAIN = {
  bone: "#fffdf6", boneEdge: "#857453", muscle: "#c9574f", muscleDeep: "#8d2f33", grain: "#ffffff66", fat: "#f0c75e", organ: "#e6a2a8", organEdge: "#a8565f",
  ink: "#1b1f26", soft: "#59616e", ground: "#efe7db", groundEdge: "#bba994", paper: "#fbf7f1", glow: "#ffffff", casing: "#ffffff", cell: "#ffffff", cellSoft: "#dfe9ff",
  leaf: "#ffffff", leafEdge: "#151a24", alarm: "#a5301a", glass: "#ffffffb0", cloth: "#4a3f5c", accent: "#0b5fa8", tendon: "#fbf3e4",
  blood: [[0.3, [26, 70, 156]], [0.62, [46, 78, 172]], [0.75, [116, 58, 140]], [0.9, [190, 50, 74]], [1, [212, 40, 52]]],
};
const DARK = {
  ...PLAIN, bone: "#efe8d8", boneEdge: "#8d8675", muscle: "#cf6560", muscleDeep: "#7d2f38", fat: "#b8923e", organ: "#d78f9b", organEdge: "#f0b5be",
  ink: "#eef1f6", soft: "#a8b0bc", ground: "#161d29", groundEdge: "#3d4a5e", paper: DARK_GROUND, glow: "#1b2434", casing: "#070a10", cell: "#ffffff", cellSoft: "#dfeaff",
  alarm: "#ff9f86", glass: "#ffffff14", cloth: "#c9b8e6", accent: "#7db8f2", tendon: "#d8d2c4",
  blood: [[0.3, [112, 158, 255]], [0.62, [124, 168, 255]], [0.75, [192, 142, 232]], [0.9, [250, 122, 130]], [1, [255, 112, 108]]],
};

const LIGHT_OR_DARK = ["#ffffff", "#0d1018"];

const parts = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
const written = (rgb) => `#${rgb.map((one) => Math.round(one).toString(16).padStart(2, "0")).join("")}`;

/** A colour between two. */
export function blend(one, other, share) {
  const [a, b] = [parts(one), parts(other)];
  return written(a.map((value, k) => value + (b[k] - value) * share));
}

/** Relative luminance of a colour, as WCAG has it. */
export function luminance(hex) {
  const [r, g, b] = parts(hex).map((one) => (one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(one, other) {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** All colours of a picture. On a dark page the skin is a glow of its tone. */
export function palette(dark, tone = "light") {
  const skin = TONES[tone] ?? TONES.light;
  const base = dark ? DARK : PLAIN;
  const dim = (hex, share) => (dark ? blend(hex, DARK_GROUND, share) : hex);
  const all = { ...base, dark, skin: dim(skin.skin, 0.8), middle: dim(skin.middle, 0.8), edge: dark ? blend(skin.skin, DARK_GROUND, 0.35) : skin.edge };
  // Between light and dark skin the colours of blood do not stand out by themselves: there the casing has to.
  if (!dark) all.casing = LIGHT_OR_DARK.find((one) => contrast(one, skin.skin) > 4) ?? "#ffffff";
  if (!dark && luminance(skin.skin) < 0.6) all.boneEdge = "#33291a";
  if (tone === "light") all.casing = base.casing;
  all.bloods = Array.from({ length: 71 }, (_, i) => bloodAt(all.blood, 0.3 + i / 100));
  return all;
}

function bloodAt(stops, share) {
  let i = 1;
  while (i < stops.length - 1 && share > stops[i][0]) i += 1;
  const [[low, a], [high, b]] = [stops[i - 1], stops[i]];
  const part = Math.min(Math.max((share - low) / (high - low), 0), 1);
  return written(a.map((value, k) => value + (b[k] - value) * part));
}

/** The colour of blood by its saturation, 0 to 1: a convention, for blood is never blue. */
export function bloodColour(colours, saturation) {
  if (!Number.isFinite(saturation)) return colours.bloods[30];
  return colours.bloods[Math.round(Math.min(Math.max(saturation - 0.3, 0), 0.7) * 100)];
}
