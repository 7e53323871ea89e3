// A pneumatic device: how full each chamber is at a moment. The twin of compression/device.py.

const LEGS = ["left", "right"];

/** Pressure in each chamber on a leg, some seconds after the device was switched on: [site, mmHg]. */
export function chamberPressures(device, leg, t) {
  const since = t - shift(device, leg);
  const idle = (device.side !== leg && device.side !== "both") || since < 0;
  return device.chambers.map((site, place) => [site, idle ? 0 : device.pressures_mmHg[place] * filling(device, device.courses[place], since % device.period_s)]);
}

function shift(device, leg) {
  return device.alternate && leg === "right" ? 0.5 * device.period_s : 0;
}

// Evenly, as the engine fills a cuff.
function filling(device, [start, full, letsGo, empty], t) {
  if (!(start < t && t < empty)) return 0;
  if (t < full) return (t - start) / device.rise_s;
  return t <= letsGo ? 1 : 1 - (t - letsGo) / device.fall_s;
}

/** Pressure of garments and chambers on each vessel; `sites` says which vessels lie under each, and what reaches them. */
export function underDevice(device, t, garments, sites) {
  const pressure = Float64Array.from(garments);
  for (const leg of LEGS) {
    for (const [site, mmHg] of chamberPressures(device, leg, t)) {
      const { places, reaching } = sites[`${site}_${leg}`];
      for (const place of places) pressure[place] = Math.max(pressure[place], garments[place] + reaching * mmHg);
    }
  }
  return pressure;
}

/** What presses while one thing is done: the twin of a step's orders in packing/orders.py. Moments are steps of it. */
export class Pressing {
  /** `before` is what pressed until now, null at first; `ticks` how long it did; `begins` is the tick of now. */
  constructor(doing, garments, before, ticks, begins, { numbers, sites }, dt) {
    Object.assign(this, { begins, device: doing.device, garment: doing.garment, garments, dt, sites, rise_s: numbers.usual_s, since_s: 0 });
    const lasted = ticks * 0.01;
    const goesOn = before && this.device && before.device === this.device;
    if (goesOn) Object.assign(this, { since_s: before.since_s + lasted, begins: before.begins });
    this.left = before ? before.leaves(this.device, lasted) : garments;
    const alike = !before || before.garment === this.garment;
    this.anew = !alike || Boolean(before?.device && before.device !== this.device);
  }

  // What is let go when something else begins, but for a device that goes on.
  leaves(next, lasted) {
    if (!this.device || this.device === next) return this.garments;
    const pressed = underDevice(this.device, this.since_s + lasted, this.garments, this.sites);
    return pressed.map((one, i) => Math.max(this.garments[i], one));
  }

  /** What presses some seconds after it began; without a device, once all is filled. */
  pressures(t) {
    const { device, garments, left } = this;
    if (!device) return garments;
    const share = Math.min(t / this.rise_s, 1);
    const pressed = underDevice(device, this.since_s + t, garments, this.sites);
    return pressed.map((one, i) => Math.max(left[i] + share * (garments[i] - left[i]), one));
  }

  /** The next moment at which a chamber, or what was worn before, begins or ends to change; Infinity for none. */
  next(after) {
    const { device, since_s: since, dt } = this;
    if (!device) return Infinity;
    const inner = [];
    const cycle = Math.floor((since + after * dt) / device.period_s);
    for (let n = Math.max(cycle - 1, 0); n <= cycle + 2; n += 1) {
      for (const one of device.cycle) {
        const moment = n * device.period_s + one;
        if (moment >= since) inner.push(halfEven((moment - since) / dt));
      }
    }
    if (this.anew) inner.push(halfEven((since + this.rise_s - since) / dt));
    return Math.min(...inner.filter((one) => one > after));
  }
}

/** Round as Python does: of two that are as near the even one. */
export function halfEven(x) {
  const low = Math.floor(x);
  if (x - low !== 0.5) return Math.round(x);
  return low % 2 ? low + 1 : low;
}
