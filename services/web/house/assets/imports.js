// A roster from a file: its parts are sent, it is tried, and what would become of it is shown; then it is taken.
import { post, problemText, Refused } from "../site/doing.js";

const PART_BYTES = 4 << 20;
const LOOK_EVERY_MS = 700;
const ENDED = ["done", "cancelled", "refused", "failed"];

const form = /** @type {HTMLFormElement} */ (document.getElementById("roster"));
const go = /** @type {HTMLButtonElement} */ (document.getElementById("go"));
const stop = /** @type {HTMLButtonElement} */ (document.getElementById("stop"));
/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** @type {{file: File, digest: string} | undefined} what was tried */
let tried;
/** @type {string | undefined} the import under way */
let running;

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const [file] = /** @type {HTMLInputElement} */ (at("file")).files ?? [];
  if (file) void run(file);
});
go.addEventListener("click", () => {
  if (tried) void run(tried.file, tried.digest);
});
stop.addEventListener("click", () => {
  if (running) void post(`/v1/imports/${running}/cancel`, {});
});

/** @param {File} file @param {string} [digest] of the try that is meant; without one it is tried */
async function run(file, digest) {
  const trouble = /** @type {HTMLElement} */ (form.querySelector(".trouble"));
  trouble.hidden = true;
  at("faults").hidden = true;
  go.hidden = true;
  at("counts").replaceChildren();
  at("progress").hidden = false;
  form.toggleAttribute("inert", true);
  try {
    at("stage").textContent = form.dataset.sending ?? "";
    const begun = await post("/v1/imports", digest ? { kind: "roster", digest } : { kind: "roster", dry_run: true });
    running = begun.id;
    stop.hidden = false;
    const parts = partsOf(new Uint8Array(await file.arrayBuffer()));
    for (const [place, part] of parts.entries()) {
      await sendPart(begun.id, place + 1, part);
      show((50 * (place + 1)) / parts.length);
    }
    at("stage").textContent = (digest ? form.dataset.taking : form.dataset.trying) ?? "";
    let told = await post(`/v1/imports/${begun.id}/start`, {});
    while (!ENDED.includes(told.state)) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
      told = await ask(`/v1/imports/${begun.id}`);
      show(50 + (told.lines ? (50 * told.done) / told.lines : 0), told);
    }
    show(100, told);
    await showFaults(begun.id);
    const whole = told.state === "done";
    at("stage").textContent = (!whole ? form.dataset.ended : digest ? form.dataset.taken : form.dataset.tried) ?? "";
    tried = whole && !digest ? { file, digest: told.digest } : undefined;
    go.hidden = !tried || told.good === 0;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    at("progress").hidden = true;
    trouble.hidden = false;
    trouble.textContent = [await problemText(error.problem), error.problem.detail].filter(Boolean).join(" ");
  } finally {
    running = undefined;
    stop.hidden = true;
    form.toggleAttribute("inert", false);
  }
}

/** Whole lines, a few megabytes each. Lines within quotes are not told apart: a part ends where quotes are even. @param {Uint8Array} bytes */
function partsOf(bytes) {
  const parts = [];
  let begins = 0;
  let ends = 0;
  let quotes = 0;
  for (let place = 0; place < bytes.length; place++) {
    if (bytes[place] === 34) quotes++;
    if (bytes[place] === 10 && quotes % 2 === 0) {
      if (place + 1 - begins > PART_BYTES && ends > begins) {
        parts.push(bytes.subarray(begins, ends));
        begins = ends;
      }
      ends = place + 1;
    }
  }
  parts.push(bytes.subarray(begins));
  return parts;
}

/** @param {string} id @param {number} number @param {Uint8Array} part */
async function sendPart(id, number, part) {
  const csrf = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
  const answer = await fetch(`/v1/imports/${id}/parts/${number}`, {
    method: "PUT",
    headers: { "content-type": "text/csv", accept: "application/json", "x-carryover-csrf": csrf },
    body: part,
  }).catch(() => undefined);
  if (!answer) throw new Refused({ code: "unreachable", title: "", status: 0 });
  if (!answer.ok) throw new Refused({ ...(await answer.json()), status: answer.status });
}

/** @param {string} path @returns {Promise<any>} */
async function ask(path) {
  const answer = await fetch(path, { headers: { accept: "application/json" } }).catch(() => undefined);
  if (!answer) throw new Refused({ code: "unreachable", title: "", status: 0 });
  if (!answer.ok) throw new Refused({ ...(await answer.json()), status: answer.status });
  return answer.json();
}

/** @param {number} share in hundredths @param {any} [told] */
function show(share, told) {
  /** @type {HTMLProgressElement} */ (at("bar")).value = share;
  at("left").textContent = told?.seconds_left ? (form.dataset.left ?? "").replace("{seconds}", told.seconds_left) : "";
  if (!told) return;
  const counted = told.dry_run
    ? [["good", told.good], ["refused", told.refused]]
    : [["stored", told.stored], ["known", told.duplicate + told.unchanged], ["refused", told.refused]];
  at("counts").replaceChildren(
    ...counted.map(([name, n]) => {
      const line = document.createElement("li");
      line.className = "tag";
      line.textContent = (form.dataset[name] ?? "").replace("{n}", String(n));
      return line;
    }),
  );
}

/** @param {string} id */
async function showFaults(id) {
  const answer = await fetch(`/v1/imports/${id}/errors`);
  const faults = (await answer.text()).split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const lines = await Promise.all(
    faults.slice(0, 200).map(async (fault) => {
      const line = document.createElement("li");
      const where = document.createElement("b");
      where.textContent = (form.dataset.line ?? "").replace("{line}", fault.line);
      const column = fault.at ? ` ${fault.at.replace("/", "")}: ` : " ";
      line.append(where, column, await problemText({ code: fault.code, title: "", status: 400 }));
      return line;
    }),
  );
  at("faults").hidden = lines.length === 0;
  at("faults").querySelector("ul")?.replaceChildren(...lines);
}
