// Pain, soreness and the others: where, how strong and when, as often as there are places.

import { bodyMap, place } from "./body_map.js";
import { day } from "./clock.js";
import { once } from "./once.js";
import { isNews, offerUndo, queue, report, reports, takeBack } from "./page.js";
import { rating, scale } from "./scale.js";
import { word } from "./words.js";

const FELT = "org.carryover.symptom.reported";
const form = /** @type {HTMLFormElement} */ (document.getElementById("feel"));
const map = /** @type {HTMLElement} */ (form.querySelector("[data-body-map]"));
const levels = /** @type {HTMLElement} */ (form.querySelector("[data-scale]"));
const serious = /** @type {HTMLElement} */ (document.getElementById("new-weakness"));

bodyMap(map);
scale(levels);

form.addEventListener("change", () => {
  const kind = String(new FormData(form).get("kind"));
  serious.hidden = kind !== "numbness" && kind !== "weakness";
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await once("feel", save);
});

async function save() {
  const said = new FormData(form);
  const [kind, timing, note] = ["kind", "timing", "note"].map((name) => String(said.get(name)).trim());
  const where = place(map);
  const level = rating(levels);
  const data = { kind, level, ...where, timing, ...(note ? { note } : {}) };
  const name = (/** @type {string} */ field) => labelOf(field);
  const region = form.querySelector("select")?.selectedOptions[0].textContent;
  const side = where.side === "none" ? "" : ` (${name("side")})`;
  const kept = await report("symptom.reported", data, `${name("kind")}, ${region}${side}: ${level}`);
  if (!kept) return; // the words stay where they are
  form.reset();
  serious.hidden = true;
  offerUndo(word("saved"), [kept]);
  /** @type {HTMLElement} */ (document.getElementById("main")).focus();
}

/** @param {string} field  of radio buttons */
function labelOf(field) {
  return form.querySelector(`[name=${field}]:checked`)?.parentElement?.textContent?.trim() ?? "";
}

async function show() {
  const section = /** @type {HTMLElement} */ (document.getElementById("felt"));
  const row = /** @type {HTMLTemplateElement} */ (document.getElementById("felt-form"));
  const felt = (await reports()).filter((one) => one.event.type === FELT && !one.takenBack);
  const today = felt.filter((one) => day(new Date(one.event.time)) === day() && (isNews(one) || one.state === "sent"));
  section.hidden = today.length === 0;
  section.querySelector("[data-felt]")?.replaceChildren(
    ...today.map((one) => {
      const line = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
      /** @type {HTMLElement} */ (line.querySelector("[data-what]")).textContent = one.words;
      line.querySelector("[data-back]")?.addEventListener("click", () => void takeBack(one.event.id, word("takenBack")));
      return line;
    }),
  );
}

(await queue).onChange(() => void show());
await show();
