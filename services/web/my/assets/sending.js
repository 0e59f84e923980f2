// Sends what waits, in its order, until an outcome is known of each. Tabs and the worker take turns by a lock.

/** @typedef {import("./queue.js").Queue} Queue */
/** @typedef {import("./queue.js").Report} Report */
/** @typedef {{patient_id: string, bearer: string, csrf: string}} Session */
/** @typedef {"done" | "later" | "signed_out"} State */
/** @typedef {{state: State, after: number, position: string | null}} Sent  `after`: seconds until the next try */

const EVENTS = "/v1/events";
const SESSION = "/v1/my";
const BATCH = 100; // events at once
const PATIENCE_MS = 30_000; // for an answer; after it nobody knows, and the same is sent again
const LATER_S = 15;

/** Codes of an event in a batch that say nothing about the event: it is sent again. */
const PASSING = new Set(["busy", "internal", "unreadable", "too_many_requests", "in_flight"]);

/** Of these, the ones of which others behind them know nothing: they go on. */
const ITS_OWN = new Set(["internal", "unreadable"]);

/** Statuses of a whole request that say nothing about what was in it. */
const NOT_NOW = new Set([408, 425, 429]);

/** Whose reports a session may send.  @param {{patient_id: string, bearer: string}} session */
export const whose = (session) => `${session.patient_id}/${session.bearer}`;

/**
 * Send all that waits and is of this session. Red flags have a lane of their own and wait for nothing.
 *
 * @param {Queue} queue
 * @returns {Promise<Sent>}
 */
export async function sendAll(queue) {
  const [urgent, usual] = await Promise.all([sendUrgent(queue), inTurn(queue, false, () => sendLane(queue, false))]);
  return {
    state: worse(urgent.state, usual.state),
    after: Math.max(urgent.after, usual.after),
    position: later(urgent.position, usual.position),
  };
}

/** Send red flags, whatever else is under way.  @param {Queue} queue  @returns {Promise<Sent>} */
export const sendUrgent = (queue) => inTurn(queue, true, () => sendLane(queue, true));

/**
 * Where a browser has no locks, two tabs may send the same; it counts once all the same.
 *
 * @param {Queue} queue
 * @param {boolean} urgent
 * @param {() => Promise<Sent>} work
 * @returns {Promise<Sent>}
 */
async function inTurn(queue, urgent, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(`${queue.db.name}-${urgent ? "urgent" : "usual"}`, work);
}

/** @param {Queue} queue  @param {boolean} urgent  @returns {Promise<Sent>} */
async function sendLane(queue, urgent) {
  let most = BATCH;
  let renewed = false;
  /** @type {Set<string>} ids of what has to wait for another time */
  const stuck = new Set();
  /** @type {string | null} */
  let position = null;
  /** @type {(state: State, after?: number) => Sent} */
  const end = (state, after = 0) => ({ state, after, position });
  for (;;) {
    const session = (await queue.kept("session")) ?? (await renewSession(queue));
    if (session === "nobody") return end("signed_out");
    if (session === "unknown") return end("later", LATER_S);
    const batch = await queue.take(whose(session), urgent, most, stuck);
    if (batch.length === 0) {
      if (stuck.size > 0) return end("later", LATER_S);
      if (renewed || !(await queue.holdsOthers(whose(session)))) return end("done");
      renewed = true; // they may be of whoever has come in meanwhile
      if ((await renewSession(queue)) === "nobody") return end("signed_out");
      continue;
    }
    const answer = await post(batch, session, urgent);
    if (answer?.ok) {
      const settled = await settle(queue, batch, await outcomesIn(answer));
      position = later(position, settled.position);
      for (const id of settled.stuck) stuck.add(id);
      if (!settled.all) return end("later", LATER_S);
      continue;
    }
    if (answer?.status === 401) return end("signed_out");
    const problem = answer && (await problemIn(answer));
    if (problem?.code === "cross_site" && !renewed) {
      renewed = true; // somebody came in again since: their session has another token
      await renewSession(queue);
    } else if (!problem || problem.code === "cross_site" || answer.status >= 500 || NOT_NOW.has(answer.status)) {
      return end("later", Number(answer?.headers.get("retry-after")) || LATER_S);
    } else if (batch.length > 1) {
      most = 1; // one of them is to blame: each answers for itself
    } else {
      await queue.note(new Map([[batch[0].number, refused(problem)]]));
    }
  }
}

/**
 * @param {{event: import("./queue.js").CloudEvent}[]} batch
 * @param {Session} session
 * @param {boolean} urgent
 * @returns {Promise<Response | null>}  null: nobody knows whether it arrived
 */
async function post(batch, session, urgent) {
  const senttime = new Date().toISOString();
  try {
    return await fetch(EVENTS, {
      method: "POST",
      headers: { "content-type": "application/cloudevents-batch+json", "x-carryover-csrf": session.csrf },
      body: JSON.stringify(batch.map((report) => ({ ...report.event, senttime }))),
      keepalive: urgent, // it goes on when the page is closed
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    return null;
  }
}

/**
 * @param {Queue} queue
 * @param {Report[]} batch
 * @param {any[]} outcomes
 */
async function settle(queue, batch, outcomes) {
  const told = new Map(outcomes.map((outcome) => [outcome.id, outcome]));
  /** @type {Map<number, Partial<Report>>} */
  const notes = new Map();
  /** @type {string[]} */
  const stuck = [];
  /** @type {string | null} */
  let position = null;
  for (const report of batch) {
    const outcome = told.get(report.event.id);
    if (outcome?.status === "refused" && ITS_OWN.has(outcome.code)) stuck.push(report.event.id);
    if (!outcome || (outcome.status === "refused" && PASSING.has(outcome.code))) continue;
    if (outcome.status === "refused") {
      notes.set(report.number, refused(outcome));
    } else {
      const { position: place = null, emergency = null } = outcome;
      position = later(position, place);
      notes.set(report.number, { state: "sent", position: place, emergency });
    }
  }
  await queue.note(notes);
  return { all: notes.size + stuck.length === batch.length, stuck, position };
}

/** @param {{code: string, emergency?: any}} problem  @returns {Partial<Report>} */
const refused = (problem) => ({ state: "refused", code: problem.code, emergency: problem.emergency ?? null });

/**
 * Ask whose session the browser has now, and remember it.
 *
 * @param {Queue} queue
 * @returns {Promise<Session | "nobody" | "unknown">}
 */
export async function renewSession(queue) {
  const session = await askSession();
  if (typeof session !== "string") await queue.keep("session", session);
  return session;
}

/** @returns {Promise<Session | "nobody" | "unknown">} */
async function askSession() {
  const answer = await fetch(SESSION, { cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) return "nobody";
  if (!answer?.ok) return "unknown";
  const { patient_id, bearer, csrf } = await answer.json();
  return { patient_id, bearer, csrf };
}

/**
 * Send at once what this phone could not keep. Sent again, the same event counts once.
 *
 * @param {import("./queue.js").CloudEvent} event
 * @param {string} of  whose report it is
 * @returns {Promise<"sent" | "refused" | "unknown">}
 */
export async function sendUnkept(event, of) {
  const session = await askSession();
  if (session === "nobody") return "refused";
  if (session === "unknown") return "unknown";
  if (whose(session) !== of) return "refused";
  const answer = await post([{ event }], session, true);
  if (!answer || answer.status >= 500 || NOT_NOW.has(answer.status)) return "unknown";
  const [outcome] = answer.ok ? await outcomesIn(answer) : [{ status: "refused" }];
  if (!outcome || PASSING.has(outcome.code)) return "unknown";
  return outcome.status === "refused" ? "refused" : "sent";
}

/** The outcomes in an answer; none where it broke off on its way.  @param {Response} answer  @returns {Promise<any[]>} */
async function outcomesIn(answer) {
  try {
    return (await answer.json()).outcomes ?? [];
  } catch {
    return [];
  }
}

/** What the service says of a request that it refused; null where somebody else answered.  @param {Response} answer */
async function problemIn(answer) {
  try {
    const problem = await answer.json();
    return typeof problem.code === "string" ? problem : null;
  } catch {
    return null;
  }
}

/** @param {State} a  @param {State} b  @returns {State} */
function worse(a, b) {
  if (a === "signed_out" || b === "signed_out") return "signed_out";
  return a === "later" ? a : b;
}

/** Of two places in the log the one that is further on.  @param {string | null} a  @param {string | null} b */
function later(a, b) {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
