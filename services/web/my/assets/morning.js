// The question of the next morning: answered once, and gone as soon as this phone has the answer.

import { bodyMap, place } from "./body_map.js";
import { day } from "./clock.js";
import { once } from "./once.js";
import { offerUndo, queue, report, reports } from "./page.js";
import { rating } from "./scale.js";
import { word } from "./words.js";

const ANSWERED_MS = 700; // until it is hidden
const FELT = "org.carryover.symptom.reported";
const card = () => /** @type {HTMLFormElement | null} */ (document.getElementById("morning"));

document.addEventListener("submit", async (event) => {
  const form = card();
  if (!form || event.target !== form) return;
  event.preventDefault();
  await once("morning", () => answer(form), ANSWERED_MS);
});

/** @param {HTMLFormElement} form */
async function answer(form) {
  const asked = form.querySelector("[data-place]");
  const kept = [];
  for (const scale of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-scale]"))) {
    const its = /** @type {HTMLElement | null} */ (scale.closest("[data-region]"));
    const where = asked ? place(/** @type {HTMLElement} */ (asked)) : { region: its?.dataset.region, side: its?.dataset.side };
    const level = rating(scale);
    const felt = { kind: "pain", level, ...where, timing: "next_morning", session_id: form.dataset.session };
    const name = its ? scale.querySelector("legend")?.textContent : asked?.querySelector("option:checked")?.textContent;
    kept.push(await report("symptom.reported", felt, `${name}: ${level}`));
  }
  offerUndo(word("saidReason"), kept);
}

/** Hidden on another day, and while an answer is on this phone; an answer that is taken back asks again. */
async function show() {
  const form = card();
  if (!form) return;
  const answers = (await reports()).filter((one) => one.event.type === FELT && !one.takenBack && one.state !== "refused");
  const answered = answers.some((one) => one.event.data.session_id === form.dataset.session);
  form.hidden = answered || form.dataset.day !== day();
  document.body.classList.add("day-known");
}

const asked = card()?.querySelector("[data-place]");
if (asked) bodyMap(/** @type {HTMLElement} */ (asked));
document.addEventListener("refreshed", () => void show());
(await queue).onChange(() => void show());
await show();
