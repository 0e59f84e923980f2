// The card with a link and a code that was just made: shown once, printed, put away.

const card = /** @type {HTMLDialogElement} */ (document.getElementById("card"));
const carer = document.getElementById("of-carer");

document.addEventListener("done", (event) => {
  const { detail, target } = /** @type {CustomEvent} */ (event);
  if (!detail?.access_code || !(target instanceof HTMLFormElement)) return;
  const chosen = /** @type {RadioNodeList | null} */ (target.elements.namedItem("bearer"));
  fill(detail.access_code, target.dataset.bearer ?? chosen?.value ?? "patient");
});

document.addEventListener("change", (event) => {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (field.name === "bearer") ask(field.value === "carer");
});
document.getElementById("give")?.addEventListener("reset", () => ask(false));

document.addEventListener("click", (event) => {
  const at = /** @type {Element} */ (event.target);
  if (at.closest("[data-print]")) print();
});
card.addEventListener("close", putAway);
addEventListener("pagehide", putAway); // or the way back would show it again

/** What a carer is called is asked for carers alone. @param {boolean} on */
function ask(on) {
  if (!carer) return;
  carer.hidden = !on;
  for (const field of carer.querySelectorAll("input")) field.disabled = !on;
}

/** @param {{link: string, code: string, qr: string, ends_at: string}} made @param {string} bearer */
function fill(made, bearer) {
  const language = card.querySelector(".paper")?.getAttribute("lang") ?? "en";
  put("code", made.code);
  put("until", new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(new Date(made.ends_at)));
  const picture = new DOMParser().parseFromString(made.qr, "image/svg+xml").documentElement;
  document.getElementById("qr")?.replaceChildren(document.importNode(picture, true));
  const copy = document.getElementById("copy-link");
  if (copy) copy.dataset.copy = made.link;
  for (const title of card.querySelectorAll("[data-for]")) {
    /** @type {HTMLElement} */ (title).hidden = title.getAttribute("data-for") !== bearer;
  }
  card.showModal();
}

/** Nothing of it stays on the page. */
function putAway() {
  put("code", "");
  document.getElementById("qr")?.replaceChildren();
  const copy = document.getElementById("copy-link");
  if (copy) copy.dataset.copy = "";
}

/** @param {string} id @param {string} text */
function put(id, text) {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}
