// One glass column beside the body: the blood in it stands as high over the ankle vein as its pressure lifts it.

export const CM_PER_MMHG = 1.283; // height of a column of blood of 1060 kg/m3
const ANKLE_AT = [2.9, 80]; // of the leg, where the vein is
export const GLASS_CM = 3.4; // its width
const ABOVE_CM = 6; // of glass above the heart

export class Glass {
  bind(names, side) {
    this.index = names.of("vessels", "great_saphenous_ankle", side);
    this.heightAt = this.index;
  }

  show(values) {
    this.lift = Math.max(values.pressure[this.index] ?? NaN, 0) * CM_PER_MMHG;
  }

  /** Paint it at `x`, from the ankle of a leg up to over the heart. */
  paint(g, colours, figure, x, heart) {
    const foot = figure.near.place(ANKLE_AT)[1];
    [this.foot, this.x] = [foot, x];
    this.heart = heart;
    const top = Math.max(heart, foot + 30) + ABOVE_CM;
    g.lineWidth = 0.34;
    g.strokeStyle = colours.soft;
    g.fillStyle = colours.glass;
    g.beginPath();
    g.roundRect(x - GLASS_CM / 2, foot - 1, GLASS_CM, top - foot + 1, GLASS_CM / 2);
    g.fill();
    g.stroke();
    const high = Math.min(this.lift || 0, top - foot);
    this.top = foot + high;
    const shade = g.createLinearGradient(0, foot, 0, foot + Math.max(high, 1));
    shade.addColorStop(0, colours.bloods[18]);
    shade.addColorStop(1, colours.bloods[32]);
    g.fillStyle = shade;
    g.beginPath();
    g.roundRect(x - GLASS_CM / 2 + 0.4, foot - 0.6, GLASS_CM - 0.8, Math.max(high, 0.6), 1.2);
    g.fill();
  }

  /** Paint the line from the heart to it, over the body. */
  paintLevel(g, colours) {
    const { x, heart } = this;
    g.setLineDash([1.2, 1.2]);
    g.strokeStyle = colours.alarm;
    g.globalAlpha = 0.65;
    g.lineWidth = 0.28;
    g.beginPath();
    g.moveTo(x - 4, heart);
    g.lineTo(Math.abs(x) > 6 ? -3 : 3, heart);
    g.stroke();
    g.setLineDash([]);
    g.globalAlpha = 1;
  }
}
