// What the patient did and felt, on its way to the clinic: kept on the phone until its outcome is known.
//
// An event gets its id here, before it is tried for the first time, and keeps it: sent twice, it counts once.

import { done, openStore, within } from "./store.js";

/**
 * @typedef {object} CloudEvent
 * @property {"1.0"} specversion
 * @property {string} id
 * @property {string} source  the phone
 * @property {string} type
 * @property {string} subject  the patient
 * @property {string} time  by the phone's clock, which may be wrong: what is sent says when it is sent
 * @property {"application/json"} datacontenttype
 * @property {Record<string, unknown>} data
 *
 * @typedef {object} Report
 * @property {number} number  the order in which things were reported
 * @property {string} whose  patient and bearer: nobody else sends it
 * @property {CloudEvent} event
 * @property {string} words  what it is, for the patient
 * @property {"waiting" | "sent" | "refused"} state
 * @property {number} tries  how often it was sent so far; 0: nobody else can know of it
 * @property {boolean} takenBack
 * @property {string | null} position  where it went in the log
 * @property {string | null} code  why it was refused
 * @property {{text: string, number: string} | null} emergency  whom to call, as the service answered
 */

const RED_FLAG = "org.carryover.redflag.reported";
const KEPT_MS = 48 * 3600 * 1000; // what has arrived may be taken back for so long

/** @type {Record<string, string>} */
const TAKES_BACK = {
  "org.carryover.session.logged": "org.carryover.session.retracted",
  "org.carryover.symptom.reported": "org.carryover.symptom.retracted",
  "org.carryover.barrier.reported": "org.carryover.barrier.retracted",
};

/** A red flag waits for nothing else.  @param {Report} report */
export const isUrgent = (report) => report.event.type === RED_FLAG;

export class Queue {
  /** @param {IDBDatabase} db */
  constructor(db) {
    this.db = db;
    this.channel = new BroadcastChannel(db.name);
  }

  /** @param {string} [name] */
  static async open(name) {
    return new Queue(await openStore(name));
  }

  /** Whoever opened it only for a question lets go of it. */
  close() {
    this.channel.close();
    this.db.close();
  }

  /**
   * Keep a report.
   *
   * @param {{whose: string, subject: string, type: string, data: Record<string, unknown>, words: string}} said
   * @param {Date} [at]
   * @returns {Promise<Report>}
   */
  async add(said, at = new Date()) {
    const report = await within(this.db, "readwrite", async (reports, kept) => put(reports, kept, said, at));
    this.tell();
    return report;
  }

  /**
   * Take back a report of this phone. What was never tried is gone without a trace; what was, or may have arrived,
   * is taken back by an event behind it.
   *
   * @param {string} id  of the event
   * @param {string} words
   * @param {Date} [at]
   */
  async takeBack(id, words, at = new Date()) {
    await within(this.db, "readwrite", async (reports, kept) => {
      /** @type {Report | undefined} */
      const report = await done(reports.index("id").get(id));
      const type = report && TAKES_BACK[report.event.type];
      if (!report || !type || report.takenBack) return;
      if (report.state === "refused" || report.tries === 0) {
        await done(reports.delete(report.number));
        return;
      }
      await done(reports.put({ ...report, takenBack: true }));
      const { whose } = report;
      await put(reports, kept, { whose, subject: report.event.subject, type, data: { report: id }, words }, at);
    });
    this.tell();
  }

  /** All that is known of, in its order.  @returns {Promise<Report[]>} */
  async all() {
    return within(this.db, "readonly", async (reports) => done(reports.getAll()));
  }

  /**
   * The next ones to be sent, marked as tried before anybody sends them.
   *
   * @param {string} whose
   * @param {boolean} urgent
   * @param {number} most
   * @param {Set<string>} [stuck]  ids of what is left out, with what takes it back
   * @returns {Promise<Report[]>}
   */
  async take(whose, urgent, most, stuck = new Set()) {
    return within(this.db, "readwrite", async (reports) => {
      /** @type {Report[]} */
      const all = await done(reports.getAll());
      const next = all
        .filter((one) => one.state === "waiting" && one.whose === whose && isUrgent(one) === urgent)
        .filter((one) => !stuck.has(one.event.id) && !stuck.has(String(one.event.data.report)))
        .slice(0, most)
        .map((one) => ({ ...one, tries: one.tries + 1 }));
      for (const report of next) await done(reports.put(report));
      return next;
    });
  }

  /** Whether something waits that is not of this session.  @param {string} whose */
  async holdsOthers(whose) {
    return (await this.all()).some((one) => one.state === "waiting" && one.whose !== whose);
  }

  /**
   * Note what became of reports.
   *
   * @param {Map<number, Partial<Report>>} outcomes  by their numbers
   */
  async note(outcomes) {
    await within(this.db, "readwrite", async (reports) => {
      for (const [number, outcome] of outcomes) {
        const report = await done(reports.get(number));
        if (report) await done(reports.put({ ...report, ...outcome }));
      }
    });
    this.tell();
  }

  /** The patient has read why it was refused.  @param {number} number */
  async forget(number) {
    await within(this.db, "readwrite", async (reports) => done(reports.delete(number)));
    this.tell();
  }

  /**
   * Drop what has arrived and a page shows already; what is young stays, so that it can be taken back.
   *
   * @param {string} position  up to which a page tells of the log
   * @param {number} [now]  in milliseconds
   */
  async tidy(position, now = Date.now()) {
    await within(this.db, "readwrite", async (reports) => {
      /** @type {Report[]} */
      const all = await done(reports.getAll());
      for (const one of all) {
        const shown = one.state === "sent" && one.position !== null && one.position <= position;
        if (shown && now - Date.parse(one.event.time) > KEPT_MS) await done(reports.delete(one.number));
      }
    });
  }

  /**
   * Something small beside the reports: whose page it is.
   *
   * @param {string} key
   * @returns {Promise<any>}
   */
  async kept(key) {
    return within(this.db, "readonly", async (_, kept) => done(kept.get(key)));
  }

  /** @param {string} key @param {unknown} value */
  async keep(key, value) {
    await within(this.db, "readwrite", async (_, kept) => done(kept.put(value, key)));
  }

  /** Everything, as if the page had never been here. */
  async clear() {
    await within(this.db, "readwrite", async (reports, kept) => {
      await done(reports.clear());
      await done(kept.clear());
    });
    this.tell();
  }

  /** Somebody comes in on this phone: it no longer knows who was in before. What they have not sent stays theirs. */
  async handOver() {
    await within(this.db, "readwrite", async (_, kept) => {
      await done(kept.delete("session"));
      await done(kept.delete("page"));
    });
    this.channel.postMessage("entered");
  }

  /** Tells the other tabs that nobody is in any more. */
  tellLeft() {
    this.channel.postMessage("left");
  }

  /**
   * Another tab was left, or somebody came in there.
   *
   * @param {() => void} left
   * @param {() => void} entered
   */
  onOther(left, entered) {
    this.channel.addEventListener("message", ({ data }) => {
      if (data === "left") left();
      if (data === "entered") entered();
    });
  }

  /** Tells whoever shows the queue, in this tab and others, that it is another one now. */
  tell() {
    this.channel.postMessage("changed");
    globalThis.dispatchEvent(new Event("carryover-queue"));
  }

  /** @param {() => void} again */
  onChange(again) {
    this.channel.addEventListener("message", again);
    globalThis.addEventListener("carryover-queue", again);
  }
}

/**
 * @param {IDBObjectStore} reports
 * @param {IDBObjectStore} kept
 * @param {{whose: string, subject: string, type: string, data: Record<string, unknown>, words: string}} said
 * @param {Date} at
 * @returns {Promise<Report>}
 */
async function put(reports, kept, said, at) {
  const event = eventOf(said, await device(kept), at);
  const report = {
    whose: said.whose,
    event,
    words: said.words,
    state: /** @type {const} */ ("waiting"),
    tries: 0,
    takenBack: false,
    position: null,
    code: null,
    emergency: null,
  };
  const number = Number(await done(reports.add(report)));
  return { ...report, number };
}

/**
 * What goes to the clinic, with the id it keeps.
 *
 * @param {{subject: string, type: string, data: Record<string, unknown>}} said
 * @param {string} phone
 * @param {Date} [at]
 * @returns {CloudEvent}
 */
export function eventOf(said, phone, at = new Date()) {
  return {
    specversion: "1.0",
    id: crypto.randomUUID(),
    source: `urn:carryover:my:${phone}`,
    type: said.type,
    subject: said.subject,
    time: at.toISOString(),
    datacontenttype: "application/json",
    data: said.data,
  };
}

/** The phone's name: made at random, and forgotten with everything else.  @param {IDBObjectStore} kept */
async function device(kept) {
  const known = await done(kept.get("device"));
  if (known) return known;
  const made = crypto.randomUUID();
  await done(kept.put(made, "device"));
  return made;
}
