// What one signs in with: secrets that are shown once, and the browser's passkeys.
import { post, Refused } from "../site/doing.js";
import { make } from "../entry/passkeys.js";
import { clearTrouble, showTrouble } from "../site/trouble.js";

/** @param {string} id @param {(answer: any) => void} then */
function whenDone(id, then) {
  document.getElementById(id)?.addEventListener("done", (event) => then(/** @type {CustomEvent} */ (event).detail));
}

/** @param {string} id @returns {HTMLDialogElement} */
const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));
/** @param {string} id @param {string} text */
function fill(id, text) {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}

whenDone("begin-totp", ({ secret, qr }) => {
  /** @type {HTMLImageElement} */ (document.getElementById("totp-picture")).src = qr;
  fill("totp-secret", secret.replace(/(.{4})(?=.)/g, "$1 "));
  dialog("totp").showModal();
});

whenDone("make-codes", ({ codes }) => {
  const list = codes.map((/** @type {string} */ code) => {
    const line = document.createElement("li");
    line.textContent = code;
    return line;
  });
  document.getElementById("codes")?.replaceChildren(...list);
  document.getElementById("copy-codes")?.setAttribute("data-copy", codes.join("\n"));
  dialog("shown-codes").showModal();
});
document.getElementById("print-codes")?.addEventListener("click", () => print());

whenDone("make-key", ({ api_key: key }) => {
  fill("key-text", key);
  document.getElementById("copy-key")?.setAttribute("data-copy", key);
  dialog("shown-key").showModal();
});

for (const id of ["shown-codes", "shown-key"]) dialog(id).addEventListener("close", () => location.reload());

const adding = document.getElementById("add-passkey");
if (adding instanceof HTMLFormElement) {
  adding.addEventListener("submit", (event) => {
    event.preventDefault();
    void add(adding);
  });
}

/** @param {HTMLFormElement} form */
async function add(form) {
  if (form.getAttribute("aria-busy") === "true") return;
  form.setAttribute("aria-busy", "true");
  clearTrouble(form);
  try {
    const { options } = await post("/v1/account/passkeys/options", undefined);
    const credential = await make(options, form.dataset.noPasskey ?? "");
    const label = /** @type {HTMLInputElement} */ (form.elements.namedItem("label")).value.trim();
    await post("/v1/account/passkeys", { label, credential });
    location.assign("/account/sign-in");
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await showTrouble(form, error.problem);
  } finally {
    form.removeAttribute("aria-busy");
  }
}
