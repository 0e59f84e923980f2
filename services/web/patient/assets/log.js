// Logging for a patient: the moment is now unless said, and rows of a session or of measurements become what the door takes.

for (const field of document.querySelectorAll("input[data-now]")) setNow(/** @type {HTMLInputElement} */ (field));

/** Now by the clock of this device; also what a form goes back to once it is sent. @param {HTMLInputElement} field */
function setNow(field) {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  field.defaultValue = local;
  field.value = local;
}

document.addEventListener("input", (event) => {
  const from = /** @type {Element} */ (event.target);
  const entry = from.closest("[data-entry]");
  if (entry instanceof HTMLElement) fillEntry(entry, from);
  const measure = from.closest("[data-measure]");
  if (measure instanceof HTMLElement) fillMeasure(measure);
});

/** Whoever fills in sets or pain has done it. @param {HTMLElement} entry @param {Element} from */
function fillEntry(entry, from) {
  const box = /** @type {HTMLInputElement} */ (entry.querySelector('input[type="checkbox"]'));
  const said = JSON.parse(entry.dataset.fixed ?? "{}");
  for (const each of entry.querySelectorAll("[data-entry-field]")) {
    const field = /** @type {HTMLInputElement} */ (each);
    if (field.value !== "") said[field.dataset.entryField ?? ""] = Number(field.value);
  }
  box.value = JSON.stringify(said);
  if (from !== box && from instanceof HTMLInputElement && from.value !== "") box.checked = true;
}

const AMOUNT = { range_of_motion: "degrees", manual_strength: "grade", measured_strength: "newtons" };

/** Without a value it is no measurement. @param {HTMLElement} row */
function fillMeasure(row) {
  const hidden = /** @type {HTMLInputElement} */ (row.querySelector('input[type="hidden"]'));
  /** @type {Record<string, string>} */
  const said = {};
  for (const each of row.querySelectorAll("[data-measure-field]")) {
    const field = /** @type {HTMLInputElement} */ (each);
    if (field.value !== "") said[field.dataset.measureField ?? ""] = field.value;
  }
  const { value, kind, ...rest } = said;
  hidden.disabled = value === undefined;
  const amount = AMOUNT[/** @type {keyof typeof AMOUNT} */ (kind)];
  hidden.value = value === undefined ? "" : JSON.stringify({ kind, ...rest, [amount]: Number(value) });
}

document.addEventListener("click", (event) => {
  const button = /** @type {Element} */ (event.target).closest("[data-add-measure]");
  if (!button) return;
  const fieldset = button.closest("fieldset");
  const template = /** @type {HTMLTemplateElement} */ (fieldset?.querySelector("template"));
  const place = fieldset?.querySelector("[data-measures]");
  place?.append(template.content.cloneNode(true));
  /** @type {HTMLElement} */ (place?.lastElementChild?.querySelector("select")).focus();
});

document.addEventListener("reset", (event) => {
  for (const place of /** @type {Element} */ (event.target).querySelectorAll("[data-measures]")) place.replaceChildren();
});

document.addEventListener("done", (event) => {
  const told = /** @type {CustomEvent} */ (event).detail;
  const place = document.getElementById("emergency");
  if (!told.emergency || !place) return;
  place.textContent = told.emergency.text;
  place.hidden = false;
});
