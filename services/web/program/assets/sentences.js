// The sentences of doses and schedules, from words that the page brings: the same as the service says them.

/** @typedef {{sets?: number, reps?: number, hold_seconds?: number, load_grams?: number, tempo?: string, effort?: number}} Dose */
/** @typedef {{kind: string, times_a_day?: number, weekdays?: number[], cue?: string, every_minutes?: number, start?: string, end?: string, most_a_day?: number | null, times_a_week?: number}} Schedule */

const DAYS_OF_A_WEEK = 7;

/** @param {string} text @param {Record<string, string | number>} holes @returns {string} */
export function filled(text, holes) {
  return text.replace(/%\((\w+)\)s/g, (_, name) => String(holes[name] ?? ""));
}

/** @param {Record<string, any>} words @param {string} language */
export function sentencesIn(words, language) {
  const rules = new Intl.PluralRules(language);
  const lists = new Intl.ListFormat(language, { type: "conjunction" });
  const amount = (/** @type {number} */ value, /** @type {number} */ digits) =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits, useGrouping: false }).format(value);
  const many = (/** @type {string[]} */ forms, /** @type {number} */ n) =>
    filled(forms[rules.select(n) === "one" ? 0 : 1], { n });

  /** @param {number[]} weekdays */
  function on(weekdays) {
    if (weekdays.length === DAYS_OF_A_WEEK) return words.everyDay;
    return filled(words.onDays, { days: lists.format(weekdays.map((day) => words.days[day - 1])) });
  }

  return {
    /** @param {Dose} dose @returns {string} */
    dose(dose) {
      const said = [many(words.sets, dose.sets ?? 1)];
      if (dose.reps) said.push(many(words.reps, dose.reps));
      if (dose.hold_seconds) said.push(filled(words.hold, { seconds: dose.hold_seconds }));
      if (dose.load_grams) said.push(filled(words.load, { load: amount(dose.load_grams / 1000, 2) }));
      if (dose.tempo) said.push(filled(words.tempo, { tempo: dose.tempo }));
      if (dose.effort !== undefined && dose.effort !== null) {
        said.push(filled(words.effort, { effort: amount(dose.effort, 1) }));
      }
      return said.join(", ");
    },

    /** @param {Schedule} schedule @returns {string} */
    schedule(schedule) {
      const { kind, times_a_day: times = 1, weekdays = [], most_a_day: most } = schedule;
      switch (kind) {
        case "fixed":
          return filled(words.fixed, { times: many(words.times, times), days: on(weekdays) });
        case "cue":
          return filled(words.cue, {
            times: many(words.times, times),
            cue: words.cues[schedule.cue ?? ""],
            days: on(weekdays),
          });
        case "interval": {
          const { every_minutes: minutes = 0, start = "", end = "" } = schedule;
          const every = filled(words.interval, { minutes, start, end, days: on(weekdays) });
          return most ? `${every}, ${many(words.most, most)}` : every;
        }
        case "weekly": {
          const said = many(words.weekly, schedule.times_a_week ?? 1);
          return (most ?? 1) === 1 ? said : `${said}, ${many(words.most, most ?? 1)}`;
        }
        default:
          return words.symptom;
      }
    },

    /** @param {string} side @returns {string} */
    side(side) {
      return words.sides[side] ?? "";
    },
    percent: (/** @type {number} */ part) => new Intl.NumberFormat(language, { style: "percent" }).format(part),
    number: (/** @type {number} */ value) => amount(value, 1),
  };
}
