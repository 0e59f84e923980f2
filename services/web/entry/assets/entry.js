// What every page of coming in does: the language, words that are shown, links with a token, the address that works.
import { read } from "./reading.js";

const YEAR = 365 * 24 * 3600;
const main = /** @type {HTMLElement} */ (document.getElementById("main"));

/** Kept on this device, for the service to see; nothing secret. @param {string} name @param {string} value */
export function remember(name, value) {
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR}; samesite=lax`;
}

/** So that the next sign-in here begins with it. @param {string} organisation */
export function rememberOrganisation(organisation) {
  if (organisation) remember("carryover-organisation", organisation);
}

document.addEventListener("click", (event) => {
  const at = /** @type {Element} */ (event.target);
  const language = at.closest("[data-language]");
  if (language instanceof HTMLElement) {
    remember("carryover-language", language.dataset.language ?? "");
    location.reload();
  }
  const shows = at.closest("[data-shows]");
  if (shows instanceof HTMLElement) show(shows, shows.getAttribute("aria-pressed") !== "true");
});

/** @param {HTMLElement} button @param {boolean} on */
function show(button, on) {
  button.setAttribute("aria-pressed", String(on));
  const field = document.getElementById(button.dataset.shows ?? "");
  if (field instanceof HTMLInputElement) field.type = on ? "text" : "password";
}

if (main.dataset.origin && main.dataset.origin !== location.origin) {
  const told = /** @type {HTMLElement} */ (document.getElementById("elsewhere"));
  const link = /** @type {HTMLAnchorElement} */ (told.querySelector("a"));
  link.href = main.dataset.origin + location.pathname + location.search + location.hash;
  told.hidden = false;
}

const withToken = document.querySelector("form[data-with-token]");
if (withToken instanceof HTMLFormElement) begin(withToken);

/** The token stands behind the # of the address: no server is told it but by this form. @param {HTMLFormElement} form */
function begin(form) {
  const token = location.hash.slice(1);
  const organisation = read(token);
  /** @type {HTMLInputElement} */ (form.elements.namedItem("token")).value = token;
  form.hidden = organisation === null;
  const without = document.querySelector("[data-without-token]");
  if (without instanceof HTMLElement) without.hidden = organisation !== null;
  if (organisation === null) return;
  form.addEventListener("done", () => {
    rememberOrganisation(organisation);
    location.assign(form.dataset.goes ?? "/");
  });
  const places = document.getElementById("providers");
  if (places) void offer(places, organisation, token);
}

/** The organisation's own providers, where it has some. @param {HTMLElement} place @param {string} organisation @param {string} token */
async function offer(place, organisation, token) {
  const answer = await fetch(`/v1/sign-in/ways/${organisation}`);
  if (!answer.ok) return;
  for (const { provider_id: id, host } of (await answer.json()).providers) {
    const link = document.createElement("a");
    link.className = "button wide";
    link.href = `/v1/sign-in/oidc/${organisation}/${id}?invitation=${token}`;
    link.textContent = (place.dataset.through ?? "").replace("{host}", host);
    place.append(link);
    place.hidden = false;
  }
}

for (const form of document.querySelectorAll("form[data-shows-then]")) {
  form.addEventListener("done", () => {
    const then = document.getElementById(form.getAttribute("data-shows-then") ?? "");
    if (!then) return;
    /** @type {HTMLElement} */ (form).hidden = true;
    then.hidden = false;
    then.focus();
  });
}
addEventListener("hashchange", () => location.reload()); // another link was opened here
