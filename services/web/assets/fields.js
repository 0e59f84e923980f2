// From the fields of a form to the JSON that a door takes.

/**
 * Names with dots nest, names that end in [] are lists. `data-as` says what a text stands for: number, integer, boolean,
 * level (a rating in points), json, fields (JSON of several at once), instant (a local date and time), lines. Empty
 * fields are left out, but for `data-empty="null"` and `data-empty="text"`. Unticked boxes with `data-as="boolean"` are
 * false.
 * @param {HTMLFormElement} form
 * @param {Element | null} [button] the one that was pressed: its name and value go along
 * @returns {Record<string, any>}
 */
export function fieldsOf(form, button) {
  /** @type {Record<string, any>} */
  const body = {};
  for (const element of form.elements) {
    const field = /** @type {HTMLInputElement} */ (element);
    if (!field.name || field.disabled || field.type === "file") continue;
    if (element instanceof HTMLButtonElement && element !== button) continue;
    if (field.type === "radio" && !field.checked) continue;
    if (field.type === "checkbox") {
      if (field.dataset.as === "boolean") put(body, field.name, field.checked);
      else if (field.checked) put(body, field.name, read(field.value, field.dataset.as));
      continue;
    }
    if (element instanceof HTMLSelectElement && element.multiple) {
      for (const option of element.selectedOptions) put(body, field.name, read(option.value, field.dataset.as));
      continue;
    }
    const text = field.value.trim();
    if (text !== "" && field.dataset.as === "fields") Object.assign(body, JSON.parse(text));
    else if (text !== "") put(body, field.name, read(text, field.dataset.as));
    else if (field.dataset.empty === "null") put(body, field.name, null);
    else if (field.dataset.empty === "text") put(body, field.name, "");
    else if (field.dataset.empty === "list") put(body, field.name, []);
  }
  return body;
}

/** @param {string} text @param {string | undefined} as */
function read(text, as) {
  switch (as) {
    case "number":
    case "level":
      return Number(text.replace(",", "."));
    case "integer":
      return Math.round(Number(text));
    case "boolean":
      return text === "true";
    case "json":
      return JSON.parse(text);
    case "instant":
      return new Date(text).toISOString();
    case "lines":
      return text.split(/\s*[\n,]\s*/).filter(Boolean);
    default:
      return text;
  }
}

/** @param {Record<string, any>} body @param {string} name @param {any} value */
function put(body, name, value) {
  const isList = name.endsWith("[]");
  const steps = (isList ? name.slice(0, -2) : name).split(".");
  const last = /** @type {string} */ (steps.pop());
  let place = body;
  for (const step of steps) place = place[step] ??= {};
  if (isList) (place[last] ??= []).push(value);
  else place[last] = value;
}
