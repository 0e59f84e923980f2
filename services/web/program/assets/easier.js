// One step easier: a set, a third of the repetitions or of the hold, a quarter of the weight.

/** @typedef {import("./sentences.js").Dose} Dose */

const QUARTER_KILO = 250; // grams

/** The ways in which a dose can be made easier. @param {Dose} dose @returns {string[]} */
export function ways(dose) {
  const found = [];
  if ((dose.sets ?? 1) > 1) found.push("sets");
  if ((dose.reps ?? 0) > 3) found.push("reps");
  if ((dose.hold_seconds ?? 0) > 3) found.push("hold");
  if ((dose.load_grams ?? 0) >= QUARTER_KILO) found.push("load");
  return found;
}

/** @param {Dose} dose @param {string} way */
export function ease(dose, way) {
  if (way === "sets") dose.sets = (dose.sets ?? 1) - 1;
  if (way === "reps") dose.reps = Math.max(1, Math.round((dose.reps ?? 1) * (2 / 3)));
  if (way === "hold") dose.hold_seconds = Math.max(1, Math.round((dose.hold_seconds ?? 1) * (2 / 3)));
  if (way === "load") {
    const less = Math.floor(((dose.load_grams ?? 0) * 0.75) / QUARTER_KILO) * QUARTER_KILO;
    if (less > 0) dose.load_grams = less;
    else delete dose.load_grams;
  }
}
