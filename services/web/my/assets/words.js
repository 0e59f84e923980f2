// The words that the patient's modules say, in the patient's language.

/** @param {string} name  as in the template `my-words`  @param {Record<string, string | number>} [fields]  for {name} in it */
export function word(name, fields = {}) {
  const kept = /** @type {HTMLElement | null} */ (document.getElementById("my-words"));
  return Object.entries(fields).reduce(
    (said, [field, value]) => said.replaceAll(`{${field}}`, String(value)),
    kept?.dataset[name] ?? "",
  );
}
