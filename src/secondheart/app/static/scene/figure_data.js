// The shapes of a person seen from the side, facing right, in cm of an adult of 172 cm. A scheme. No number here enters
// the physics. Of a leg: [x, s] is x in front of its axis and s down it (hip 0, knee 42, ankle 84); [x, y, 1] is of the
// foot, from the ankle joint. Of the trunk: [x, y] from the hip joint, y upwards.

export const FRONT = [
  [8.9, -8], [9.6, -2], [9.9, 5], [9.6, 14], [8.9, 23], [7.8, 31], [7.0, 36.5], [7.1, 40], [6.8, 43.4], [5.7, 46.6], [5.4, 51],
  [5.0, 59], [4.4, 67], [3.8, 75], [3.6, 80.5],
];
export const BACK = [
  [-3.7, 80.5], [-3.8, 76], [-5.2, 70], [-7.4, 63.5], [-8.7, 57.5], [-8.7, 52], [-7.5, 47], [-6.6, 43], [-6.8, 39], [-8.1, 32],
  [-9.5, 22], [-10.7, 12], [-12.2, 4.5], [-13.3, -2.5], [-12.2, -9],
];
export const FOOT = [
  [4.3, 0.2, 1], [6.8, -1.9, 1], [10.6, -3.7, 1], [14.4, -5.1, 1], [17.6, -5.8, 1], [19.8, -5.9, 1], [20.9, -6.9, 1], [20.2, -8.1, 1], [17.4, -8.35, 1],
  [14.6, -8.4, 1], [11.6, -8.2, 1], [8.4, -7.1, 1], [5, -6.7, 1], [1.6, -7.6, 1], [-1.6, -8.4, 1], [-4.6, -8.3, 1], [-6.5, -7, 1], [-6.6, -5, 1], [-5.1, -2.2, 1], [-4.1, 0.6, 1],
];

/** Bones, each an outline; `foot` bones have points of the foot. */
export const BONES = [
  { name: "pelvis", outline: [[-6.5, -15], [0, -16.5], [4.8, -13.5], [5.6, -7], [3.6, -2.6], [5, 2.2], [1.4, 4.4], [-2.4, 2.6], [-5.2, 3.6], [-7, -1.4], [-8.4, -8]] },
  { name: "femur", outline: [[1.6, -2.4], [3, -0.4], [2.2, 3.4], [1.7, 10], [1.9, 20], [2.1, 31], [3.2, 36.5], [3.7, 39.6], [2.7, 42], [0.4, 42.5], [-2.6, 41.8], [-3.3, 39.6], [-1.4, 35.4], [-0.5, 28], [-0.3, 14], [-0.9, 5.6], [-3.4, 2.6], [-3.8, -0.4], [-1.6, -2.2]] },
  { name: "patella", outline: [[4.6, 37.6], [6, 38.8], [6.3, 40.6], [5, 42.6], [4.2, 40.4]] },
  { name: "tibia", outline: [[3.5, 43.4], [4.1, 45.6], [3.6, 48.6], [3, 54], [2.5, 64], [2.1, 74], [2.5, 80], [2.2, 83], [-1.1, 82.8], [-0.8, 79], [0.2, 71], [0.5, 60], [0, 51], [-1.9, 47.2], [-2.7, 44.4], [0.4, 43.2]] },
  { name: "fibula", outline: [[-1.7, 46.8], [-1.2, 49], [-1.5, 60], [-1.5, 73], [-0.9, 83.6], [-2.3, 84.6], [-2.5, 74], [-2.5, 60], [-2.7, 49]] },
  { name: "talus", outline: [[2.7, 0.9, 1], [3.8, -1.2, 1], [2, -2.9, 1], [-2, -2.7, 1], [-2.6, -0.4, 1], [0, 1.3, 1]] },
  { name: "calcaneus", outline: [[-2, -2.9, 1], [2, -3.4, 1], [3, -5.3, 1], [-0.4, -6.2, 1], [-4.2, -7.3, 1], [-5.5, -6, 1], [-4.4, -3.9, 1]] },
  { name: "tarsals", outline: [[3.9, -1.4, 1], [6.4, -2.6, 1], [7.3, -4.4, 1], [5.6, -5.5, 1], [3.1, -4.9, 1], [2.9, -3, 1]] },
  { name: "metatarsal", outline: [[6.9, -3, 1], [10, -4.4, 1], [13.4, -5.5, 1], [13.9, -6.9, 1], [12.8, -7.2, 1], [9.6, -6.1, 1], [6.9, -5.2, 1]] },
  { name: "toe", outline: [[14.4, -5.9, 1], [16.6, -6.2, 1], [17, -7.3, 1], [14.6, -7.3, 1]] },
  { name: "toe end", outline: [[17.5, -6.3, 1], [19.5, -6.5, 1], [19.6, -7.4, 1], [17.7, -7.4, 1]] },
];

/** Muscles: the compartment of the model that each belongs to, and how much it bulges. */
export const MUSCLES = [
  { name: "thigh", part: "quadriceps", under: true, bulge: 0.13, outline: [[3.4, 1], [6.4, 6], [7.6, 14], [7.2, 24], [6, 32], [4.8, 37.4], [3.3, 34], [2.6, 24], [2.4, 12]] },
  { name: "thigh", part: "hamstrings", under: true, bulge: 0.13, outline: [[-4, 3], [-7.8, 8], [-8.4, 18], [-7, 29], [-5.4, 37], [-4.7, 41], [-3.4, 35], [-2.3, 25], [-1.8, 14]] },
  { name: "anterior", part: "tibialis", under: false, bulge: 0.45, outline: [[3.4, 46.5], [4.1, 52], [3.8, 60], [3, 70], [2.6, 76], [2.4, 66], [2.9, 54]] },
  { name: "deep_posterior", part: "deep flexors", under: true, bulge: 0.25, outline: [[-2.2, 49], [-3.6, 54], [-4.2, 62], [-3.5, 72], [-2.6, 80], [-1.8, 72], [-1.6, 60], [-1.5, 52]] },
  { name: "superficial_posterior", part: "soleus", under: true, bulge: 0.3, outline: [[-2.6, 50], [-5.4, 54], [-6.6, 60], [-5.9, 67], [-4.4, 75], [-3.2, 78], [-3.2, 68], [-2.6, 58]] },
  { name: "foot", part: "sole", under: true, bulge: 0.35, outline: [[-3, -6.8, 1], [1, -5.6, 1], [6, -5.4, 1], [11, -6.6, 1], [13, -7.4, 1], [10, -7.9, 1], [5, -6.6, 1], [1, -7.2, 1]] },
];
/** The muscle that lies over the veins of the calf, seen through. */
export const GASTROCNEMIUS = { name: "superficial_posterior", part: "gastrocnemius", bulge: 0.26, outline: [[-3.9, 42.4], [-3.7, 48], [-4.6, 55], [-5.8, 62], [-6.9, 63.5], [-7.8, 59], [-8, 53], [-7.2, 47], [-5.6, 42.4]] };
export const TENDON = [[-6.4, 63], [-4.9, 71], [-3.6, 79], [-4.6, -2.6, 1], [-5.2, -5, 1]];

export const TRUNK = [
  [9.3, -7], [9.4, -1], [9.5, 5], [9.3, 11], [8.7, 17], [8.8, 23], [9.9, 29], [10.9, 35], [10.3, 41.5], [7.2, 47], [4.9, 50.4], [4.4, 53.6], [5.4, 56.4],
  [8.4, 57.6], [9.9, 58.8], [9.8, 60.4], [10.7, 61.6], [10.4, 62.6], [11, 63.8], [12.7, 65.2], [11.4, 67.6], [10.5, 70.4], [10.7, 73.4], [9.6, 77], [6.2, 80.3], [1.2, 81.8], [-4, 80.8], [-7.8, 77.4],
  [-9.2, 72.4], [-8.7, 67.4], [-6.9, 63.2], [-5.7, 59.4], [-5.6, 55.6], [-7.2, 52.4], [-10.2, 49.4], [-12.4, 44], [-13, 37], [-11.9, 29], [-9.6, 22], [-8.2, 16.5], [-8.2, 12], [-9.8, 7],
  [-12, 2.4], [-12.8, -2.5], [-11.7, -8.4],
];
/** Within the trunk, below it: where it goes over into the leg. */
export const LAP = [[-8, -9], [0, -9], [6.5, -7.5]];
export const LUNG = [[-2.4, 48.6], [0.6, 49.4], [3.4, 47.4], [6, 43], [7.7, 37], [8, 30.6], [5.2, 29.6], [1.6, 31], [-2.4, 29.8], [-6.4, 27.6], [-7.6, 33], [-7, 40.4], [-4.8, 46]];
export const DIAPHRAGM = [[-7.6, 25.6], [-4.4, 28.2], [0, 29.4], [4.2, 29], [8.4, 27.4]];
/** Middles of the vertebrae, from the sacrum to the neck. */
export const SPINE = [[-7.6, 3], [-7, 6.2], [-6.2, 9.4], [-5.7, 12.6], [-5.6, 15.8], [-6, 19], [-6.8, 22], [-7.7, 25], [-8.5, 28], [-9, 31], [-9.1, 34], [-8.9, 37], [-8.3, 40], [-7.5, 43], [-6.5, 46], [-5.3, 49], [-4.2, 51.6], [-3.3, 54.2], [-2.7, 56.8], [-2.3, 59.4]];
export const SHOULDER = [-2.6, 46.6];
export const ARM = { upper: 29, fore: 25, hand: 17 };

/** Great vessels of the trunk. The heart's middle is HEART; blood goes along each path as it is written. */
export const HEART = [2.8, 35.2];
export const GREAT = {
  aorta: [[3.4, 37.4], [3.6, 42.4], [1.2, 45.2], [-2.2, 44], [-3.6, 39], [-3.8, 28], [-3.6, 16], [-2.6, 7], [-0.6, 1.5], [0.9, -2]],
  carotid: [[2.6, 44.4], [1.6, 50], [1.4, 57], [2.4, 66], [1, 74]],
  headVein: [[-1.6, 74], [0, 66], [-0.6, 57], [0.2, 50], [0.8, 44.4], [1.2, 38.6]],
  cava: [[1.9, -2], [-0.2, 4], [-1.2, 12], [-1.1, 22], [-0.2, 30], [0.9, 34.4]],
  toLung: [[2.6, 38.2], [1.4, 41], [-1.6, 42.4], [-4.6, 40.6]],
  fromLung: [[-4.8, 37.2], [-2.4, 36.4], [0.4, 37.2], [2.6, 36.8]],
  toLungFront: [[3, 38.4], [4.6, 40.8], [6, 39.4], [6.4, 36.4]],
};

/** The arteries of a leg, from the groin down. */
export const ARTERY = {
  trunk: [[1.4, -7], [0.9, -1], [0.2, 6], [-0.8, 16], [-1.4, 26], [-2.1, 35], [-2.5, 41], [-2.2, 46], [-1.3, 53], [-1, 62], [-0.7, 72], [-0.4, 81], [0.4, -3, 1], [3.6, -4.4, 1], [8, -4.6, 1], [13, -5.9, 1]],
  vessels: ["external_iliac_artery", "femoral_artery", "popliteal_artery", "tibial_arteries", "foot_arteries"],
};
/** Where red turns to blue: a mesh of fine vessels, with the capillaries of the model that give its colours. */
export const BEDS = [
  { name: "foot", at: [[15.2, -6.4, 1]], capillaries: ["foot_skin_capillaries"], size: 3.6, turn: 2.6 },
  { name: "calf", at: [[-5.2, 49.5]], capillaries: ["gastrocnemius_capillaries"], size: 4, turn: 2.5 },
  { name: "thigh", at: [[5.2, 20]], capillaries: ["thigh_muscle_capillaries"], size: 5.6, turn: -0.5 },
];
/** Where blue turns to red, in the lungs; and red to blue, in the head. */
export const LUNG_BEDS = [{ at: [5.7, 39.4], size: 7.4, turn: -1.25 }, { at: [-5.4, 38.6], size: 4.6, turn: -1.5 }];
export const HEAD_BED = { at: [0.2, 75.6], size: 9, turn: 2.75 };
/** What makes a head a face: an ear and a closed eye. */
export const FACE = { ear: [[-1.2, 67.6], [0.5, 68.4], [1.2, 66.9], [0.4, 65], [-0.5, 63.8], [-0.8, 65.6]], eye: [[8.1, 67.4], [9, 66.8], [9.9, 67.1]], brow: [[7.9, 69.4], [9.1, 69.8], [10.2, 69.3]] };

/** The veins of a leg, each from its lower end upwards, with its width at rest in cm, drawn wider than it is. */
export const VEINS = [
  { name: "plantar", system: "deep", width: 1.1, path: [[13, -6.6, 1], [9, -6.1, 1], [4.4, -5.7, 1], [-0.2, -3.7, 1], [-1.6, 82.6]] },
  { name: "posterior_tibial_lower", system: "deep", width: 1.15, path: [[-1.6, 82.6], [-1.9, 76], [-2.1, 70]] },
  { name: "posterior_tibial_upper", system: "deep", width: 1.25, path: [[-2.1, 70], [-2.2, 60], [-2.3, 52], [-3.1, 46]] },
  { name: "peroneal", system: "deep", width: 1.1, path: [[-3.5, 80.5], [-4.3, 72], [-4.7, 62], [-4.6, 53], [-3.1, 46]] },
  { name: "anterior_tibial", system: "deep", width: 1, path: [[2, 81.6], [2.2, 73], [2.3, 63], [2, 54], [0.4, 48.8], [-3.1, 46]] },
  { name: "popliteal", system: "deep", width: 1.75, path: [[-3.1, 46], [-3.6, 41.5], [-3.2, 36.5]] },
  { name: "femoral_lower", system: "deep", width: 1.75, path: [[-3.2, 36.5], [-2.5, 31], [-1.9, 25]] },
  { name: "femoral_upper", system: "deep", width: 1.85, path: [[-1.9, 25], [-1, 16], [0.8, 6]] },
  { name: "deep_femoral", system: "deep", width: 1.4, path: [[-5.4, 23], [-4.6, 16.5], [-2.6, 10.5], [0.8, 6]] },
  { name: "common_femoral", system: "deep", width: 2, path: [[0.8, 6], [1.6, 1.5], [1.9, -2]] },
  { name: "external_iliac", system: "deep", width: 2, path: [[1.9, -2], [1.7, -5], [0.9, -8]] },
  { name: "soleal_sinuses", system: "sinus", width: 2.2, path: [[-5.4, 67], [-5.3, 62.5]] },
  { name: "gastrocnemius_sinuses", system: "sinus", width: 2.1, path: [[-6.1, 57.5], [-6, 52.5]] },
  { name: "deep_calf_muscle_veins", system: "sinus", width: 1.5, path: [[-3, 77], [-3.1, 73]] },
  { name: "thigh_muscle_veins", system: "sinus", width: 3, path: [[-6, 31], [-5.6, 26]] },
  { name: "dorsal_arch", system: "superficial", width: 0.95, path: [[16, -6, 1], [11, -4.5, 1], [6.8, -2.9, 1]] },
  { name: "great_saphenous_ankle", system: "superficial", width: 1.1, path: [[6.8, -2.9, 1], [4.1, -0.5, 1], [2.9, 80.5], [3.1, 75]] },
  { name: "great_saphenous_calf", system: "superficial", width: 1.15, path: [[3.1, 75], [3.7, 67], [4.3, 59], [4.8, 51], [5.3, 45]] },
  { name: "great_saphenous_lower_thigh", system: "superficial", width: 1.2, path: [[5.3, 45], [6.1, 40.5], [6.3, 35], [7.2, 28], [7.9, 23]] },
  { name: "great_saphenous_upper_thigh", system: "superficial", width: 1.25, path: [[7.9, 23], [8.7, 15], [7.7, 8.6], [4.6, 5], [1.4, 3]] },
  { name: "small_saphenous_lower", system: "superficial", width: 0.95, path: [[-4.6, -4.2, 1], [-3.6, 81.5], [-4.3, 75], [-6, 68.5]] },
  { name: "small_saphenous_upper", system: "superficial", width: 1.05, path: [[-6, 68.5], [-8, 61], [-8.2, 54], [-6.8, 47.4], [-3.5, 42.6]] },
];
/** Ways between veins: from a share of the one to a share of the other; a perforator goes through the fascia. */
export const WAYS = [
  { from: "dorsal_arch", to: "anterior_tibial", at: [0.9, 0] },
  { from: "dorsal_arch", to: "small_saphenous_lower", at: [0.45, 0], by: [[3, -5.4, 1]] },
  { from: "plantar", to: "dorsal_arch", at: [0.04, 0.2] },
  { from: "soleal_sinuses", to: "posterior_tibial_upper", at: [1, 0.5] },
  { from: "soleal_sinuses", to: "peroneal", at: [0.1, 0.42] },
  { from: "gastrocnemius_sinuses", to: "popliteal", at: [1, 0.1] },
  { from: "deep_calf_muscle_veins", to: "posterior_tibial_lower", at: [1, 0.85] },
  { from: "deep_calf_muscle_veins", to: "peroneal", at: [0.5, 0.22] },
  { from: "deep_calf_muscle_veins", to: "anterior_tibial", at: [0.9, 0.25] },
  { from: "thigh_muscle_veins", to: "deep_femoral", at: [1, 0.04] },
  { from: "thigh_muscle_veins", to: "femoral_upper", at: [0.8, 0.12] },
  { from: "thigh_muscle_veins", to: "femoral_lower", at: [0.35, 0.6] },
  { from: "great_saphenous_ankle", to: "posterior_tibial_lower", at: [0.92, 0.5], kind: "perforator" },
  { from: "great_saphenous_calf", to: "posterior_tibial_upper", at: [0.72, 0.6], kind: "perforator" },
  { from: "great_saphenous_calf", to: "soleal_sinuses", at: [0.36, 0.5], kind: "perforator" },
  { from: "great_saphenous_calf", to: "gastrocnemius_sinuses", at: [0.6, 0.4], kind: "perforator" },
  { from: "great_saphenous_calf", to: "deep_calf_muscle_veins", at: [0.08, 0.6], kind: "perforator" },
  { from: "small_saphenous_upper", to: "gastrocnemius_sinuses", at: [0.5, 0.5], kind: "perforator" },
  { from: "small_saphenous_lower", to: "peroneal", at: [0.75, 0.28], kind: "perforator" },
  { from: "great_saphenous_lower_thigh", to: "femoral_lower", at: [0.75, 0.6], kind: "perforator" },
  { from: "great_saphenous_upper_thigh", to: "femoral_upper", at: [0.3, 0.42], kind: "perforator" },
];
