// The patient's week as the service counts it, asked anew a moment after each change.
import { post, problemText, Refused } from "../site/doing.js";
import { filled } from "./sentences.js";

const PAUSE = 350; // milliseconds after a change

export class Preview {
  /** @param {import("./draft.js").Draft} draft @param {any} page */
  constructor(draft, page) {
    this.draft = draft;
    this.page = page;
    this.place = /** @type {HTMLElement} */ (document.querySelector("[data-week]"));
    this.trouble = /** @type {HTMLElement} */ (document.querySelector("[data-week-trouble]"));
    this.told = /** @type {HTMLElement} */ (document.querySelector("[data-week-told]"));
    this.turn = 0;
    this.waiting = 0;
  }

  soon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => void this.ask(), PAUSE);
  }

  async ask() {
    if (this.draft.saving) return this.soon();
    const turn = ++this.turn;
    const unsided = this.draft.unsided;
    if (!this.draft.state.lines.length) return this.show(null, "");
    if (unsided) return this.show(null, filled(this.page.words.whichSide ?? "", { name: this.page.told.names.get(unsided.exercise_id) }));
    try {
      const answer = await post("/v1/programs/preview", bodyOf(this.draft), { once: crypto.randomUUID() });
      if (turn === this.turn) this.show(answer, "");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const text = await problemText(error.problem);
      if (turn === this.turn) this.show(null, text);
    }
  }

  /** @param {any} answer @param {string} trouble */
  show(answer, trouble) {
    this.trouble.hidden = trouble === "";
    this.trouble.textContent = trouble;
    this.place.hidden = answer === null;
    if (answer === null) return;
    const day = (/** @type {string} */ date, /** @type {Intl.DateTimeFormatOptions} */ form) =>
      new Intl.DateTimeFormat(document.documentElement.lang, { ...form, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
    const first = day(answer.days[0].day, { day: "numeric", month: "long" });
    const last = day(answer.days.at(-1).day, { day: "numeric", month: "long" });
    this.told.textContent = filled(this.page.words.first ?? "", { first, last });
    this.place.replaceChildren(this.table(answer, day));
  }

  /** @param {any} answer @param {(date: string, form: Intl.DateTimeFormatOptions) => string} day */
  table(answer, day) {
    const table = document.createElement("table");
    const head = table.createTHead().insertRow();
    cell(head, "th", this.page.words.exercise ?? "").scope = "col";
    for (const each of answer.days) cell(head, "th", day(each.day, { weekday: "short", day: "numeric" })).scope = "col";
    const body = table.createTBody();
    const rows = new Map();
    for (const [number, each] of answer.days.entries()) {
      for (const { work, doses } of each.expected) {
        const row = rows.get(work.prescription_id) ?? { work, doses: answer.days.map(() => 0) };
        row.doses[number] = doses;
        rows.set(work.prescription_id, row);
      }
    }
    for (const { work, doses } of rows.values()) {
      const row = this.row(body, work);
      for (const n of doses) cell(row, "td", n ? String(n) : "·").className = n ? "asked" : "rests";
    }
    for (const { work, times_a_week: n, most_a_day: most } of answer.weekly) {
      this.spanning(this.row(body, work), { kind: "weekly", times_a_week: n, most_a_day: most });
    }
    for (const work of answer.as_needed) this.spanning(this.row(body, work), { kind: "symptom" });
    const foot = table.createTFoot().insertRow();
    cell(foot, "th", this.page.words.all ?? "").scope = "row";
    for (const each of answer.days) cell(foot, "td", String(each.doses)).className = "asked";
    return table;
  }

  /** @param {HTMLTableSectionElement} body @param {any} work */
  row(body, work) {
    const row = body.insertRow();
    const name = cell(row, "th", this.page.told.names.get(work.exercise_id) ?? "–");
    name.scope = "row";
    const more = [this.page.sentences.side(work.side), work.here ? "" : this.page.words.beside].filter(Boolean);
    if (more.length) {
      const small = document.createElement("small");
      small.textContent = ` ${more.join(" · ")}`;
      name.append(small);
    }
    if (!work.here) row.className = "beside";
    return row;
  }

  /** @param {HTMLTableRowElement} row @param {any} schedule */
  spanning(row, schedule) {
    const found = cell(row, "td", this.page.sentences.schedule(schedule));
    found.colSpan = 7;
    found.className = "any";
  }
}

/** @param {import("./draft.js").Draft} draft */
export function bodyOf(draft) {
  const { state, told } = draft;
  return {
    patient_id: told.patient_id,
    prescriptions: draft.prescriptions,
    ...(told.program_id ? { program_id: told.program_id } : {}),
    ...(state.effective ? { effective: state.effective } : {}),
    ...(state.last_day && !told.program_id ? { last_day: state.last_day } : {}),
    ...(state.replaces && !told.program_id ? { replaces: state.replaces } : {}),
  };
}

/** @param {HTMLTableRowElement} row @param {"th" | "td"} kind @param {string} text @returns {HTMLTableCellElement} */
function cell(row, kind, text) {
  const made = /** @type {HTMLTableCellElement} */ (document.createElement(kind));
  made.textContent = text;
  row.append(made);
  return made;
}
