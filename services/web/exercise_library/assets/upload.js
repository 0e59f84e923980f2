// A photo or a film on its way to the service: the file itself, with what went wrong beside it.
import { problemText } from "../site/doing.js";

/** @param {HTMLFormElement} form */
async function upload(form) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector('input[type="file"]'));
  const file = field.files?.[0];
  if (!file || form.getAttribute("aria-busy") === "true") return;
  const trouble = /** @type {HTMLElement} */ (form.querySelector(".trouble"));
  const csrf = document.querySelector('meta[name="csrf"]')?.getAttribute("content") ?? "";
  form.setAttribute("aria-busy", "true");
  form.querySelector("button")?.setAttribute("aria-busy", "true");
  trouble.hidden = true;
  try {
    const headers = { "content-type": file.type, "x-carryover-csrf": csrf, accept: "application/json" };
    const answer = await fetch(form.dataset.upload ?? "", { method: "PUT", headers, body: file });
    if (answer.ok) {
      location.reload();
      return;
    }
    await tell(trouble, field, { code: "internal", title: "", ...(await answer.json()), status: answer.status });
  } catch {
    await tell(trouble, field, { code: "unreachable", title: "", status: 0 });
  } finally {
    form.removeAttribute("aria-busy");
    form.querySelector("button")?.removeAttribute("aria-busy");
  }
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} field
 * @param {{code: string, title: string, status: number}} problem
 */
async function tell(place, field, problem) {
  place.textContent = await problemText(problem);
  place.hidden = false;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void upload(/** @type {HTMLFormElement} */ (form));
  });
}
