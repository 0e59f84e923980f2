// Which date it is for the patient, and what the program asks on it: for a page that is older than its day.

/**
 * @param {string} zone  the patient's
 * @param {Date} at
 * @returns {string} 2026-11-23
 */
export function dateIn(zone, at) {
  const parts = new Intl.DateTimeFormat("en", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" })
    .formatToParts(at)
    .map((part) => [part.type, part.value]);
  const { year, month, day } = Object.fromEntries(parts);
  return `${year}-${month}-${day}`;
}

/** Monday is 1.  @param {string} date */
export const weekdayOf = (date) => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;

/** The Monday of its week.  @param {string} date */
export function mondayOf(date) {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() - weekdayOf(date) + 1);
  return day.toISOString().slice(0, 10);
}

/**
 * Doses asked for on a date, of weekly work in its week.
 *
 * @param {DOMStringMap} asked  `kind`, `weekdays` with spaces between, `times`, `off` as 2026-11-23/2026-11-25
 * @param {string} date
 */
export function expectedOn(asked, date) {
  const off = (asked.off ?? "").split(" ").filter(Boolean);
  if (off.some((stretch) => stretch.split("/")[0] <= date && date <= (stretch.split("/")[1] || "9999"))) return 0;
  if (asked.kind === "weekly") return Number(asked.times);
  return (asked.weekdays ?? "").split(" ").includes(String(weekdayOf(date))) ? Number(asked.times) : 0;
}
