// Coming in by the link that was opened, or by a code; never without a press of the button.
import { PAGES } from "../my/names.js";
import { Queue } from "../my/queue.js";
import { Refused, post } from "../site/doing.js";
import { clearTrouble, showTrouble } from "../site/trouble.js";

const LETTERS = 10;
const GROUPS = [4, 8];

const byLink = /** @type {HTMLFormElement} */ (document.getElementById("by-link"));
const byCode = /** @type {HTMLFormElement} */ (document.getElementById("by-code"));
const field = /** @type {HTMLInputElement} */ (document.getElementById("code"));
const token = location.hash.slice(1); // told to no server but by the button

show(token !== "");
byLink.addEventListener("submit", (event) => comeIn(event, byLink, { token }));
byCode.addEventListener("submit", (event) => comeIn(event, byCode, { code: field.value }));
byLink.querySelector("[data-code-instead]")?.addEventListener("click", () => {
  show(false);
  field.focus();
});
field.addEventListener("input", () => {
  if (field.selectionStart === field.value.length) field.value = grouped(field.value);
});

/** @param {boolean} link */
function show(link) {
  byLink.hidden = !link;
  byCode.hidden = link;
}

/** As on the card, while it is typed. @param {string} text */
export function grouped(text) {
  const letters = text.toUpperCase().replaceAll(/[^\p{L}\p{N}]/gu, "").slice(0, LETTERS);
  return [...letters].map((letter, place) => (GROUPS.includes(place) ? `-${letter}` : letter)).join("");
}

/** @param {SubmitEvent} event @param {HTMLFormElement} form @param {Record<string, string>} given */
async function comeIn(event, form, given) {
  event.preventDefault();
  if (form.getAttribute("aria-busy") === "true") return;
  const button = form.querySelector("button.main");
  for (const each of [form, button]) each?.setAttribute("aria-busy", "true");
  try {
    await post("/v1/my/enter", given);
    clearTrouble(form);
    await handOver().catch(console.warn); // a phone without a memory has nothing to hand over
    location.replace("/my"); // so that the link does not stay among the pages one can go back to
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await showTrouble(form, error.problem);
    for (const each of [form, button]) each?.removeAttribute("aria-busy");
    if (form === byCode) field.select();
  }
}

/** What was kept to be shown to whoever was in before is shown to nobody else. */
async function handOver() {
  await caches.delete(PAGES);
  const queue = await Queue.open();
  await queue.handOver();
  queue.close();
}
