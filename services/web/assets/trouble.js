// What went wrong, where it went wrong: the words of a refusal in its place, the field marked, and how long to wait.
import { say, word } from "./words.js";

/** @typedef {import("./doing.js").Problem} Problem */

/** @type {Promise<Record<string, string>> | undefined} */
let problems;

/** What a refusal means, in the viewer's language. @param {Problem} problem @returns {Promise<string>} */
export async function problemText(problem) {
  if (problem.status === 0) return word("unreachable");
  if (problem.status === 401 && signedIn()) return word("signedOut");
  const where = document.querySelector('meta[name="problems"]')?.getAttribute("content");
  problems ??= fetch(where ?? "").then((answer) => (answer.ok ? answer.json() : {}), () => ({}));
  return (await problems)[problem.code] ?? word("wrong");
}

/** Whether this page was made for somebody. */
function signedIn() {
  return Boolean(document.querySelector('meta[name="csrf"]')?.getAttribute("content"));
}

/** In another tab, so that nothing here is lost. @returns {HTMLAnchorElement} */
function wayIn() {
  const link = document.createElement("a");
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.target = "_blank";
  link.textContent = word("signIn");
  return link;
}

/** @type {WeakMap<Element, number>} */
const counting = new WeakMap();

/** @param {Element} from a form, or the place itself @param {Problem} problem */
export async function showTrouble(from, problem) {
  const text = problem.status === -1 ? problem.title : await problemText(problem);
  const place = placeOf(from);
  if (place) {
    place.hidden = false;
    place.textContent = text;
    if (problem.status === 401 && signedIn()) place.append(" ", wayIn());
    if (problem.code === "too_many_tries" && problem.again) countDown(place, text, problem.again);
  } else say(text);
  const name = (problem.at ?? "").split("/").filter(Boolean).join(".");
  const field = name && from.querySelector(`[name="${CSS.escape(name)}"], [name="${CSS.escape(name)}[]"]`);
  if (field instanceof HTMLElement) {
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }
}

/** @param {Element} from */
export function clearTrouble(from) {
  const place = placeOf(from);
  if (place) {
    clearInterval(counting.get(place));
    place.hidden = true;
  }
  for (const field of from.querySelectorAll('[aria-invalid="true"]')) field.removeAttribute("aria-invalid");
}

/** @param {Element} from @returns {HTMLElement | null} */
function placeOf(from) {
  if (from instanceof HTMLElement && from.classList.contains("trouble")) return from;
  return from.querySelector(".trouble") ?? from.parentElement?.querySelector(":scope > .trouble") ?? null;
}

/** Says how long to wait, second by second; a reader hears it once. @param {HTMLElement} place @param {string} text @param {number} seconds */
function countDown(place, text, seconds) {
  clearInterval(counting.get(place));
  const rest = document.createElement("span");
  const until = performance.now() + seconds * 1000;
  const tell = () => {
    const left = Math.ceil((until - performance.now()) / 1000);
    rest.textContent = ` ${left > 0 ? word("wait").replace("{time}", lasting(left)) : word("waited")}`;
    if (left <= 0) clearInterval(counting.get(place));
  };
  place.replaceChildren(text, rest);
  tell();
  rest.setAttribute("aria-live", "off");
  counting.set(place, setInterval(tell, 1000));
}

/** @param {number} seconds @returns {string} in the words of the page's language */
function lasting(seconds) {
  const [number, unit] = seconds < 90 ? [seconds, "second"] : [Math.ceil(seconds / 60), "minute"];
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" }).format(number);
}
