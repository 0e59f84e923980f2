// What every page of staff does: forms that write, parts that are refreshed, keys, the live stream where a page wants it.
import { listenToForms } from "./doing.js";
import { listenToKeys } from "./keys.js";
import { listenLive } from "./live.js";
import { listenToSwaps } from "./refresh.js";

listenToForms();
listenToSwaps();
listenToKeys();
if (document.querySelector("main[data-live]")) listenLive();

for (const menu of document.querySelectorAll("details[data-closes]")) {
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

document.addEventListener("click", (event) => {
  const asked = /** @type {Element} */ (event.target).closest("[data-open]");
  if (asked) document.getElementById(asked.getAttribute("data-open"))?.showModal();
});

// What somebody was writing stays on the device until it is saved, or until they sign out.
document.addEventListener("submit", (event) => {
  if (/** @type {HTMLElement} */ (event.target).dataset.post !== "/v1/sign-out") return;
  for (const name of Object.keys(localStorage)) if (name.startsWith("carryover-draft:")) localStorage.removeItem(name);
});
