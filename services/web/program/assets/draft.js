// The program as it is being written: every change can be taken back, and all of it survives a closed window.

/** @typedef {import("./sentences.js").Dose} Dose */
/** @typedef {import("./sentences.js").Schedule} Schedule */
/** @typedef {{key: string, prescription_id: string, fresh_id: string, exercise_id: string, side: string, deficit: string, dose: Dose, schedule: Schedule}} Line */
/** @typedef {{lines: Line[], effective: string, last_day: string, replaces: string, note: string}} State */

export const KEPT_AS = "carryover-draft:"; // and ids: no name of anybody
const TAKEN_BACK_AT_MOST = 60;
const OLDEST = 14 * 24 * 3600 * 1000; // milliseconds that a draft is kept

/** @param {Record<string, any>} from @returns {Line} */
export function lineOf(from) {
  const fresh = crypto.randomUUID();
  const { exercise_id, deficit, dose, schedule, side = "none" } = from;
  return {
    key: `l${fresh.slice(0, 8)}`,
    prescription_id: from.prescription_id ?? fresh,
    fresh_id: crypto.randomUUID(),
    exercise_id,
    side,
    deficit,
    dose: { ...dose },
    schedule: { ...schedule },
  };
}

/** What makes a prescription the same one: with it goes its id. @param {Record<string, any>} line */
function meaning({ exercise_id, side = "none", schedule }) {
  const said = Object.entries(schedule).filter(([, value]) => value !== null && value !== undefined);
  return JSON.stringify([exercise_id, side, said.sort(([one], [other]) => (one < other ? -1 : 1))]);
}

/** As the service takes them: the ids of the program's versions stay with what they meant. @param {Line[]} lines @param {any[]} meanings */
export function prescriptionsOf(lines, meanings) {
  const idOf = new Map(meanings.map((each) => [meaning(each), each.prescription_id]));
  const meant = new Map(meanings.map((each) => [each.prescription_id, meaning(each)]));
  return lines.map((line) => {
    const said = meaning(line);
    const before = meant.get(line.prescription_id);
    const own = before === undefined || before === said ? line.prescription_id : line.fresh_id;
    const { exercise_id, side, deficit, dose, schedule } = line;
    return { prescription_id: idOf.get(said) ?? own, exercise_id, side, deficit, dose, schedule };
  });
}

export class Draft {
  /** @param {Record<string, any>} told what the page knows */
  constructor(told) {
    this.told = told;
    this.key = `${KEPT_AS}${told.patient_id}:${told.program_id ?? "new"}`;
    this.begun = /** @type {State} */ ({
      lines: told.prescriptions.map(lineOf),
      effective: "",
      last_day: "",
      replaces: "",
      note: "",
    });
    const kept = this.read();
    this.restored = kept !== null;
    this.base = kept?.base ?? told.version;
    this.state = kept?.state ?? structuredClone(this.begun);
    /** @type {{state: string, about: string}[]} */
    this.past = [];
    /** @type {((about: string) => void)[]} */
    this.listeners = [];
    this.saving = false; // or saved: beside itself it would be refused
  }

  /** @returns {{base: number, state: State} | null} */
  read() {
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "null");
      return kept && Date.now() - kept.at < OLDEST ? kept : null;
    } catch {
      return null; // somebody else's, or of an older form
    }
  }

  /** @param {(about: string) => void} listener */
  onChange(listener) {
    this.listeners.push(listener);
  }

  /** Changes to the same thing, one after the other, are taken back together. @param {string} about @param {(state: State) => void} how */
  change(about, how) {
    const before = JSON.stringify(this.state);
    how(this.state);
    if (JSON.stringify(this.state) === before) return;
    if (this.past.at(-1)?.about !== about || !about.includes(".")) this.past.push({ state: before, about });
    if (this.past.length > TAKEN_BACK_AT_MOST) this.past.shift();
    this.keep();
    for (const listener of this.listeners) listener(about);
  }

  undo() {
    const last = this.past.pop();
    if (!last) return;
    this.state = JSON.parse(last.state);
    this.keep();
    for (const listener of this.listeners) listener("");
  }

  get changed() {
    return JSON.stringify(this.state) !== JSON.stringify(this.begun);
  }

  keep() {
    if (!this.changed) return this.forget();
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), base: this.base, state: this.state }));
    } catch {
      // no room, or none allowed: then it lives as long as the window
    }
  }

  forget() {
    localStorage.removeItem(this.key);
  }

  /** As the page was loaded. */
  discard() {
    this.change("discard", (state) => Object.assign(state, structuredClone(this.begun)));
    this.past = [];
    this.base = this.told.version;
    this.forget();
    for (const listener of this.listeners) listener("");
  }

  get prescriptions() {
    return prescriptionsOf(this.state.lines, this.told.meanings);
  }

  /** The first line whose side nobody has said. @returns {Line | undefined} */
  get unsided() {
    return this.state.lines.find((line) => this.told.sided.has(line.exercise_id) && line.side === "none");
  }
}
