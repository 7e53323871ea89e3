// How a person is built: as tall, as heavy and of the sex that the model has. Scalings of one drawing; cosmetic (assumed).

const [TALL_CM, USUAL_BMI] = [172, 23]; // of the drawing
const [SLIMMEST, STOUTEST] = [0.93, 1.5];
const CORE_CM = 3.6; // bones and what lies by them stay as they are; what is around them grows
const HIPS_CM = 14; // of the leg, in which hips go over into it

const ease = (share) => {
  const s = Math.min(Math.max(share, 0), 1);
  return s * s * (3 - 2 * s);
};
const bump = (y, middle, wide) => Math.exp(-(((y - middle) / wide) ** 2));

export class Build {
  constructor({ sex = "male", height_cm = 170, mass_kg = 70 } = {}) {
    this.female = sex === "female";
    this.scale = height_cm / TALL_CM;
    this.girth = Math.min(Math.max(Math.sqrt(mass_kg / (height_cm / 100) ** 2 / USUAL_BMI), SLIMMEST), STOUTEST);
    this.plain = !this.female && Math.abs(this.girth - 1) < 0.02;
  }

  /** x of a point of the leg, `s` cm down it. */
  leg(x, s) {
    if (this.plain || Math.abs(x) <= CORE_CM) return x;
    const hips = this.female ? 1 + 0.07 * (1 - ease((s + 8) / (HIPS_CM + 8))) : 1;
    return Math.sign(x) * (CORE_CM + (Math.abs(x) - CORE_CM) * this.girth * hips);
  }

  /** x of a point of the trunk, y cm above the hip. */
  trunk(x, y) {
    if (this.plain) return x;
    const stout = (1 - ease((y - 47) / 8)) * (this.girth - 1); // head and neck stay
    const front = x > 0 ? 1.5 * bump(y, 12, 12) + 0.6 : 0.8;
    const wide = Math.abs(x) <= CORE_CM ? x : Math.sign(x) * (CORE_CM + (Math.abs(x) - CORE_CM) * (1 + stout * front));
    if (!this.female) return wide;
    const chest = x > 5 ? 2.6 * bump(y, 33.5, 4.6) : 0;
    const waist = -0.9 * bump(y, 17, 6) * Math.sign(x);
    const back = x < -5 ? -1.1 * bump(y, 0, 9) : 0;
    return wide + (Math.abs(x) > 5 ? chest + waist + back : 0);
  }
}
