// The fields of one prescription: filled from it, read into it, and shown where its kind of schedule wants them.

/** @typedef {import("./draft.js").Line} Line */

const WANTED = /** @type {Record<string, string[]>} */ ({
  fixed: ["times_a_day", "weekdays"],
  weekly: ["times_a_week", "most_a_day"],
  cue: ["cue", "times_a_day", "weekdays"],
  interval: ["every_minutes", "start", "end", "most_a_day", "weekdays"],
  symptom: [],
});

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const BEGINNINGS = /** @type {Record<string, Record<string, any>>} */ ({
  fixed: { times_a_day: 1, weekdays: EVERY_DAY },
  weekly: { times_a_week: 3, most_a_day: 1 },
  cue: { cue: "brushing_teeth", times_a_day: 2, weekdays: EVERY_DAY },
  interval: { every_minutes: 60, start: "09:00", end: "17:00", most_a_day: null, weekdays: [1, 2, 3, 4, 5] },
  symptom: {},
});

/** Another kind of schedule; the days stay where both have days. @param {Line} line @param {string} kind */
export function ofKind(line, kind) {
  const schedule = /** @type {any} */ ({ kind, ...structuredClone(BEGINNINGS[kind]) });
  if (schedule.weekdays && line.schedule.weekdays) schedule.weekdays = line.schedule.weekdays;
  return schedule;
}

/** @param {HTMLElement} item @param {Line} line */
export function fill(item, line) {
  for (const field of item.querySelectorAll("[data-dose]")) {
    const name = /** @type {HTMLElement} */ (field).dataset.dose ?? "";
    const dose = /** @type {Record<string, any>} */ (line.dose);
    const value = name === "load" ? (dose.load_grams ? dose.load_grams / 1000 : "") : (dose[name] ?? (name === "sets" ? 1 : ""));
    put(field, value);
  }
  const kind = /** @type {HTMLSelectElement} */ (item.querySelector("[data-kind]"));
  kind.value = line.schedule.kind;
  const wanted = WANTED[line.schedule.kind];
  for (const each of item.querySelectorAll("[data-when]")) {
    /** @type {HTMLElement} */ (each).hidden = !wanted.includes(/** @type {HTMLElement} */ (each).dataset.when ?? "");
  }
  for (const field of item.querySelectorAll("[data-schedule]")) {
    put(field, /** @type {Record<string, any>} */ (line.schedule)[/** @type {HTMLElement} */ (field).dataset.schedule ?? ""] ?? "");
  }
  for (const box of item.querySelectorAll("[data-weekday]")) {
    const day = Number(/** @type {HTMLElement} */ (box).dataset.weekday);
    /** @type {HTMLInputElement} */ (box).checked = (line.schedule.weekdays ?? []).includes(day);
  }
  for (const radio of item.querySelectorAll("[data-side]")) {
    const side = /** @type {HTMLInputElement} */ (radio);
    side.checked = side.value === line.side;
  }
  put(/** @type {Element} */ (item.querySelector("[data-deficit]")), line.deficit);
}

/** What the fields say now, into the line. @param {HTMLElement} item @param {Line} line @param {HTMLElement} field the one that was touched */
export function read(item, line, field) {
  const text = /** @type {HTMLInputElement} */ (field).value;
  const dose = /** @type {Record<string, any>} */ (line.dose);
  const schedule = /** @type {Record<string, any>} */ (line.schedule);
  if (field.dataset.dose) {
    const name = field.dataset.dose === "load" ? "load_grams" : field.dataset.dose;
    const value = Number(text.replace(",", "."));
    if (text === "" || !(value >= 0)) delete dose[name];
    else dose[name] = name === "load_grams" ? Math.round(value * 1000) : name === "effort" ? value : Math.round(value);
    if (name === "load_grams" && dose[name] === 0) delete dose[name];
    if (name === "sets" && !dose.sets) dose.sets = 1;
  } else if (field.dataset.schedule) {
    const name = field.dataset.schedule;
    if (["cue", "start", "end"].includes(name)) schedule[name] = text;
    else if (text !== "") schedule[name] = Math.round(Number(text));
    else if (name === "most_a_day") schedule[name] = schedule.kind === "weekly" ? 1 : null;
  } else if (field.dataset.weekday) {
    const days = [...item.querySelectorAll("[data-weekday]")].filter((box) => /** @type {HTMLInputElement} */ (box).checked);
    schedule.weekdays = days.map((box) => Number(/** @type {HTMLElement} */ (box).dataset.weekday));
  } else if (field.hasAttribute("data-side")) {
    line.side = text;
  } else if (field.hasAttribute("data-deficit")) {
    line.deficit = text;
  } else if (field.hasAttribute("data-kind")) {
    line.schedule = ofKind(line, text);
  }
}

/** @param {Element} field @param {string | number} value */
function put(field, value) {
  const input = /** @type {HTMLInputElement} */ (field);
  if (document.activeElement !== input) input.value = String(value);
}
