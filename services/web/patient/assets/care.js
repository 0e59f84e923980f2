// An export that was asked for is shown on its own address, which looks again until the file is there.
import "../site/again.js";

document.addEventListener("done", (event) => {
  const form = /** @type {HTMLElement} */ (event.target);
  const told = /** @type {CustomEvent} */ (event).detail;
  if (form.dataset.export && told.export_id) location.assign(form.dataset.export + told.export_id);
});
