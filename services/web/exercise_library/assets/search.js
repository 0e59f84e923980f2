// The library asks again while somebody types.
const PAUSE = 220; // milliseconds without a key

for (const form of document.querySelectorAll("form[data-instantly]")) {
  let waiting = 0;
  form.addEventListener("input", (event) => {
    if (/** @type {HTMLInputElement} */ (event.target).type !== "search") return;
    clearTimeout(waiting);
    waiting = setTimeout(() => /** @type {HTMLFormElement} */ (form).requestSubmit(), PAUSE);
  });
}
