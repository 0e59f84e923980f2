// What the service tells once stays in sight until somebody has kept it; test messages; names typed to be sure.
import { refresh } from "../site/refresh.js";

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("once"));

document.querySelector(".tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });

document.addEventListener("input", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  const { same, other = "" } = field.dataset;
  if (same !== undefined) field.setCustomValidity(field.value.trim() === same ? "" : other);
});

document.addEventListener("done", (event) => {
  const from = /** @type {HTMLElement} */ (event.target);
  const answer = /** @type {CustomEvent} */ (event).detail;
  if (from.dataset.once) show(from, from.dataset.once, answer);
  if ("copies" in from.dataset) location.assign(`?export=${answer.export_id}`);
  if ("tries" in from.dataset) tell(from, answer);
});

/** @param {HTMLElement} from @param {string} kind @param {Record<string, string>} answer */
function show(from, kind, answer) {
  const text = answer[kind];
  for (const each of dialog.querySelectorAll("[data-once-for]")) {
    each.hidden = !text || each.dataset.onceFor !== kind;
  }
  dialog.querySelector("[data-once-missing]").hidden = Boolean(text);
  dialog.querySelector(".secret").hidden = !text;
  dialog.querySelector("output").textContent = text ?? "";
  dialog.querySelector("[data-copy]").dataset.copy = text ?? "";
  if (from instanceof HTMLFormElement) from.reset();
  dialog.addEventListener(
    "close",
    () => {
      dialog.querySelector("output").textContent = "";
      dialog.querySelector("[data-copy]").dataset.copy = "";
      const next = from.dataset.onceGo;
      if (next && answer.id) location.assign(next.replace("{id}", answer.id));
      else void refresh({ atLeast: answer.position });
    },
    { once: true },
  );
  dialog.showModal();
}

/** What became of a test message. @param {HTMLElement} from @param {{arrived: boolean, status?: number, error?: string}} answer */
function tell(from, answer) {
  const place = document.getElementById("tried");
  place.hidden = false;
  place.classList.toggle("warns", !answer.arrived);
  const why = JSON.parse(from.dataset.errors ?? "{}")[answer.error ?? ""] ?? answer.error ?? "";
  place.textContent = answer.arrived ? from.dataset.arrived : `${from.dataset.lost} ${answer.status ?? why}`;
  place.scrollIntoView({ block: "nearest" });
}

const AGAIN_MS = 3000; // while something is being made that the page waits for

function lookAgain() {
  if (document.querySelector("[data-again]")) setTimeout(() => void refresh().then(lookAgain), AGAIN_MS);
}
lookAgain();
