// What the page draws beyond the plan of the reports: skin, bones, the way from the groin to the heart. x across, y in cm.
// A scheme, not to scale across. No number here enters the physics.

export const SKIN = [
  [58, 27], [50, 34], [45, 43], [47, 53], [57, 63], [70, 71], [77, 75], [76, 79], [79, 83], [79, 89], [83, 97], [88, 103],
  [88, 107.5], [74, 110.8], [52, 113], [30, 115.2], [17, 117.4], [14, 119.4], [22, 121], [48, 121.6], [84, 121], [124, 120.6],
  [162, 121.3], [196, 121.8], [217, 120.6], [224, 117], [219, 112], [213, 107.5], [217, 102], [232, 96.5], [246, 91],
  [249, 86], [241, 80], [234, 76], [238, 71], [250, 63], [262, 53], [268, 43], [264, 34], [256, 27],
];

export const BONES = [
  [[176, 27], [186, 34], [184, 46], [176, 60], [174, 70], [186, 74], [182, 77], [160, 77.5], [142, 77], [142, 73], [158, 70], [164, 60], [170, 46], [170, 34], [164, 27]],
  [[140, 78.6], [164, 78.8], [184, 78.6], [182, 81], [160, 84], [152, 92], [150, 101], [160, 107], [158, 110], [138, 110], [132, 106], [136, 98], [134, 88], [130, 83], [136, 80]],
];

// The veins between groin and heart, drawn shorter than they are.
export const TRUNK = [
  { name: "common_iliac", system: "deep", path: [[164, 23.5], [167, 20.5], [165, 17]] },
  { name: "abdominal_vena_cava", system: "deep", path: [[165, 17], [162, 12], [161, 8]] },
  { name: "thoracic_vena_cava", system: "deep", path: [[161, 8], [160, 5.5], [160, 3]] },
];

export const HEART = [160, 0];

// Widths of veins at rest, in units of the drawing.
const WIDTHS = {
  common_femoral: 13, femoral_upper: 12, femoral_lower: 11, popliteal: 11, deep_femoral: 9, external_iliac: 13,
  common_iliac: 14, abdominal_vena_cava: 16, thoracic_vena_cava: 16, thigh_muscle_veins: 34, soleal_sinuses: 19,
  gastrocnemius_sinuses: 18, deep_calf_muscle_veins: 16,
};
const OTHERS = { deep: 8, superficial: 7, sinus: 15 };

export const widthOf = (row) => WIDTHS[row.name] ?? OTHERS[row.system];

// Where the skin is dressed: from, to in cm.
export const DRESSED = { knee: [79, 113], thigh: [44, 113] };

// Where the chambers of a pneumatic device sit: from, to in cm.
export const CHAMBERS = { foot: [112, 122], ankle: [99, 107], calf: [82, 97.5], upper_calf: [82, 92], below_knee: [77.5, 81.5], above_knee: [65, 73], thigh: [44, 63] };

// What is read out beside the leg.
export const READINGS = [
  { place: "groin", vein: "common_femoral", at: [143, 37] },
  { place: "knee", vein: "popliteal", at: [169, 75] },
  { place: "ankle", vein: "great_saphenous_ankle", at: [118, 106] },
  { place: "foot", vein: "dorsal_arch", at: [62, 113.6] },
];

// Where the glass tubes of the ruler stand, from foot to groin along the great saphenous vein.
export const TUBES = [
  { vein: "dorsal_arch", at: 112, word: "foot" },
  { vein: "great_saphenous_ankle", at: 105, word: "ankle" },
  { vein: "great_saphenous_calf", at: 87, word: "calf" },
  { vein: "great_saphenous_lower_thigh", at: 66, word: "knee" },
  { vein: "great_saphenous_upper_thigh", at: 48, word: "thigh" },
];
