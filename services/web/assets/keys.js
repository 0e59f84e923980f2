// Keys of a page: `data-key` on links, buttons and fields; `?` shows them all. None works while somebody types.
import { word } from "./words.js";

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const at = /** @type {HTMLElement} */ (event.target);
    if (at.closest("input, textarea, select, [contenteditable], dialog")) return;
    if (event.key === "?") {
      show();
      return;
    }
    const found = [...document.querySelectorAll(`[data-key="${CSS.escape(event.key)}"]`)].find(
      (each) => each instanceof HTMLElement && each.offsetParent !== null,
    );
    if (!(found instanceof HTMLElement)) return;
    event.preventDefault();
    if (found.matches("input, select, textarea")) found.focus();
    else found.click();
  });
}

function show() {
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-label", word("keys"));
  const heading = document.createElement("h2");
  heading.textContent = word("keys");
  const list = document.createElement("dl");
  list.className = "facts";
  const seen = new Set();
  for (const each of document.querySelectorAll("[data-key]")) {
    const key = each.getAttribute("data-key") ?? "";
    if (seen.has(key)) continue;
    seen.add(key);
    const name = document.createElement("dt");
    const shown = document.createElement("kbd");
    shown.textContent = key;
    name.append(shown);
    const what = document.createElement("dd");
    what.textContent = each.getAttribute("aria-label") || each.getAttribute("data-key-words") || each.textContent?.trim() || "";
    list.append(name, what);
  }
  const close = document.createElement("button");
  close.textContent = word("close");
  close.addEventListener("click", () => dialog.close());
  dialog.append(heading, list, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
