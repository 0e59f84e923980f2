// A rating from 0 to 10: radio buttons, and beside them the words for what is chosen.

/**
 * In `root` radio buttons with values, each labelled with `data-words`, and an `<output>`.
 *
 * @param {HTMLElement} root
 */
export function scale(root) {
  const output = /** @type {HTMLOutputElement} */ (root.querySelector("output"));
  const unsaid = output.textContent ?? "";
  root.addEventListener("change", () => {
    output.textContent = chosen(root)?.dataset.words ?? unsaid;
  });
  root.closest("form")?.addEventListener("reset", () => {
    output.textContent = unsaid;
  });
}

/** The rating, 0 to 10; null where none was given.  @param {HTMLElement} root */
export function rating(root) {
  const one = chosen(root);
  return one ? Number(one.value) : null;
}

/** @param {HTMLElement} root  @returns {HTMLInputElement | null} */
const chosen = (root) => root.querySelector("input:checked");
