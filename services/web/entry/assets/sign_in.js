// Signing in: the password or a passkey, then the second factor where one is wanted, then to where somebody was.
import { post, Refused } from "../site/doing.js";
import { fieldsOf } from "../site/fields.js";
import { showTrouble, clearTrouble } from "../site/trouble.js";
import { rememberOrganisation } from "./entry.js";
import { ask } from "./passkeys.js";
import { organisationIn } from "./reading.js";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const organisation = main.dataset.organisation ?? "";
const [first, second] = ["first", "second"].map((id) => document.getElementById(id));
const SECONDS = ["totp", "passkey", "recovery"];

/** @param {{status: string, second_factors?: string[]}} answer */
function entered(answer) {
  rememberOrganisation(organisation);
  if (answer.status === "second_factor") askSecond(answer.second_factors ?? []);
  else location.assign(second?.dataset.next ?? "/");
}

/** @param {string[]} factors of which one is wanted */
function askSecond(factors) {
  if (!first || !second) return;
  first.hidden = true;
  second.hidden = false;
  for (const button of second.querySelectorAll("[data-factor]")) {
    /** @type {HTMLElement} */ (button).hidden = !factors.includes(button.getAttribute("data-factor") ?? "");
  }
  const begins = SECONDS.find((factor) => factors.includes(factor)) ?? "recovery";
  if (begins !== "passkey") only(`by-${begins}`);
  else second.querySelector("[data-passkey]")?.focus();
}

/** @param {string} id of the form of a second factor that is shown */
function only(id) {
  for (const form of second?.querySelectorAll("form") ?? []) {
    form.hidden = form.id !== id;
    const instead = second?.querySelector(`[data-instead="${form.id}"]`);
    if (instead instanceof HTMLElement && form.id === id) instead.hidden = true;
    else if (instead instanceof HTMLElement && instead.dataset.was) instead.hidden = false;
    if (instead instanceof HTMLElement) instead.dataset.was = "yes";
  }
  document.getElementById(id)?.querySelector("input")?.focus();
}

/**
 * @param {HTMLElement} from @param {Element} place where trouble is told
 * @param {() => Promise<{status: string, second_factors?: string[]}>} doing
 */
async function trying(from, place, doing) {
  if (from.getAttribute("aria-busy") === "true") return;
  from.setAttribute("aria-busy", "true");
  clearTrouble(place);
  try {
    entered(await doing());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await showTrouble(place, error.problem);
  } finally {
    from.removeAttribute("aria-busy");
  }
}

/** @param {string} id @param {string} path @param {(fields: Record<string, any>) => unknown} [more] */
function submits(id, path, more = (fields) => fields) {
  const form = document.getElementById(id);
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = fieldsOf(/** @type {HTMLFormElement} */ (form), null);
    void trying(form, form, () => post(path, more(fields)));
  });
}

submits("by-password", "/v1/sign-in", (fields) => ({ ...fields, organisation_id: organisation }));
submits("by-totp", "/v1/sign-in/totp");
submits("by-recovery", "/v1/sign-in/recovery");

document.addEventListener("click", (event) => {
  const at = /** @type {Element} */ (event.target);
  const passkey = at.closest("[data-passkey]");
  if (passkey instanceof HTMLElement) void byPasskey(passkey);
  const instead = at.closest("[data-instead]");
  if (instead instanceof HTMLElement) only(instead.dataset.instead ?? "");
  if (at.closest("[data-again]")) location.reload();
});

/** @param {HTMLElement} button */
async function byPasskey(button) {
  const place = /** @type {HTMLElement} */ (button.nextElementSibling);
  await trying(button, place, async () => {
    const { options } = await post("/v1/sign-in/passkey/options", { organisation_id: organisation });
    const credential = await ask(options, place.dataset.noPasskey ?? "");
    return post("/v1/sign-in/passkey", { organisation_id: organisation, credential });
  });
}

const asking = document.getElementById("organisation");
asking?.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = /** @type {HTMLInputElement} */ (asking.querySelector("input"));
  const found = organisationIn(field.value);
  const place = /** @type {HTMLElement} */ (asking.querySelector(".trouble"));
  place.hidden = found !== null;
  if (found === null) {
    place.textContent = place.dataset.unreadable ?? "";
    field.setAttribute("aria-invalid", "true");
    field.focus();
    return;
  }
  const then = new URLSearchParams({ organisation: found, next: asking.dataset.next ?? "" });
  location.assign(`/sign-in?${then}`);
});
