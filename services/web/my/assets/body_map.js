// Where it hurts: touching the drawing chooses in the list beside it, which keyboards and readers use by itself.

/** What a region is called in the drawing, as the list has it.  @typedef {{region: string, side: string}} Place */

const WIDTH = 200; // of one figure, in the drawing's units

/**
 * In `root` a select `region` and radio buttons `side`, and perhaps a drawing with elements `region-<name>-<side>`. They
 * follow each other. Sides are asked for only where a region has any.
 *
 * @param {HTMLElement} root
 */
export function bodyMap(root) {
  const region = /** @type {HTMLSelectElement} */ (root.querySelector("[name=region]"));
  const sides = /** @type {HTMLFieldSetElement} */ (root.querySelector("[data-sides]"));
  const drawn = /** @type {SVGElement[]} */ ([...root.querySelectorAll("[id^=region-]")]);

  root.addEventListener("click", (event) => {
    const touched = /** @type {Element} */ (event.target).closest("[id^=region-]");
    const meant = touched && placeOf(touched.id);
    if (!meant) return;
    region.value = meant.region;
    const radio = /** @type {HTMLInputElement | null} */ (sides.querySelector(`[value=${meant.side}]`));
    if (radio) radio.checked = true;
    region.dispatchEvent(new Event("change", { bubbles: true }));
  });
  root.addEventListener("click", (event) => {
    const asked = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-aspect]"));
    if (asked) turn(asked);
  });
  root.addEventListener("change", show);
  root.closest("form")?.addEventListener("reset", () => queueMicrotask(show));
  const front = /** @type {HTMLElement | null} */ (root.querySelector("[data-aspect=front]"));
  if (front && matchMedia("(max-width: 600px)").matches) turn(front);
  show();

  /** One figure alone, twice as large: for thumbs.  @param {HTMLElement} asked */
  function turn(asked) {
    const drawing = /** @type {SVGSVGElement} */ (root.querySelector("svg"));
    const left = asked.dataset.aspect === "back" ? WIDTH : 0;
    drawing.setAttribute("viewBox", `${left} 0 ${WIDTH} ${drawing.viewBox.baseVal.height}`);
    drawing.classList.add("alone");
    for (const each of root.querySelectorAll("[data-aspect]")) each.classList.toggle("seen", each === asked);
  }

  function show() {
    const sided = region.selectedOptions[0]?.dataset.sided === "yes";
    sides.hidden = !sided;
    sides.disabled = !sided; // what is not asked for is not missing
    const { side } = place(root);
    for (const part of drawn) {
      const its = placeOf(part.id);
      const both = side === "both" && its?.side !== "none";
      part.classList.toggle("chosen", its?.region === region.value && (!sided || both || its.side === side));
    }
  }
}

/** What is chosen; a region of "" where nothing is.  @param {HTMLElement} root  @returns {Place} */
export function place(root) {
  const region = /** @type {HTMLSelectElement} */ (root.querySelector("[name=region]"));
  const side = /** @type {HTMLInputElement | null} */ (root.querySelector("[name=side]:checked"));
  const sided = region.selectedOptions[0]?.dataset.sided === "yes";
  return { region: region.value, side: sided && side ? side.value : "none" };
}

/** @param {string} id  @returns {Place | null} */
function placeOf(id) {
  const [, region, side] = /^region-([a-z_]+)-([a-z]+)/.exec(id) ?? [];
  return region ? { region, side } : null;
}
