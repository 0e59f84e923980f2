// Parts of a page made anew without a reload: the page is asked again, and each `data-part` that changed is swapped.

let asking = 0;

/**
 * @param {{atLeast?: string, address?: string}} [how] `atLeast`: a position of the log that the answer has to reach
 * @returns {Promise<boolean>} whether this page was shown anew; false where it could not be had
 */
export async function refresh({ atLeast, address = location.href } = {}) {
  const turn = ++asking;
  /** @type {Record<string, string>} */
  const headers = { accept: "text/html" };
  if (atLeast) headers["carryover-at-least"] = atLeast;
  let answer;
  try {
    answer = await fetch(address, { headers, credentials: "same-origin" });
  } catch {
    return false;
  }
  if (answer.redirected && new URL(answer.url).pathname !== new URL(address, location.href).pathname) {
    location.assign(answer.url); // signed out meanwhile
    return false;
  }
  if (!answer.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (turn !== asking) return false; // a later one is on its way
  if (whose(fresh) !== whose(document)) {
    location.reload(); // somebody else came in meanwhile, in another window
    return false;
  }
  for (const part of document.querySelectorAll("[data-part]")) swap(part, fresh.getElementById(part.id));
  document.title = fresh.title;
  document.dispatchEvent(new CustomEvent("refreshed"));
  return true;
}

/** Who looks, and at whose page. @param {Document} page */
function whose(page) {
  const { patient, bearer } = page.body.dataset;
  return [page.querySelector('meta[name="who"]')?.getAttribute("content"), patient, bearer].join();
}

/** @param {Element} old @param {Element | null} fresh */
function swap(old, fresh) {
  if (!fresh || old.isEqualNode(fresh) || typing(old)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const open = new Set([...old.querySelectorAll("details[open][id], dialog[open]")].map((each) => each.id));
  const place = focused && placeOf(focused, old);
  for (const each of fresh.querySelectorAll("details[id]")) if (open.has(each.id)) each.setAttribute("open", "");
  old.replaceWith(fresh);
  if (place) {
    const again = place.id ? document.getElementById(place.id) : fresh.querySelectorAll(place.kind)[place.number];
    if (again instanceof HTMLElement) again.focus({ preventScroll: true });
  }
}

/** Somebody writes in there, or has a dialog of it open: it stays as it is until they are done. @param {Element} part */
function typing(part) {
  if (part.querySelector("dialog[open]")) return true;
  return [...part.querySelectorAll("input, textarea, select")].some((element) => {
    const field = /** @type {HTMLInputElement} */ (element);
    if (field instanceof HTMLSelectElement) return changed(field);
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return field.value !== field.defaultValue;
  });
}

/** Whether something else is chosen than at first. @param {HTMLSelectElement} select */
function changed(select) {
  const options = [...select.options];
  const first = options.some((option) => option.defaultSelected)
    ? options.filter((option) => option.defaultSelected)
    : options.slice(0, 1);
  return select.form?.hasAttribute("data-swap") !== true && !first.every((option) => option.selected);
}

/** @param {Element} element @param {Element} within */
function placeOf(element, within) {
  const kind = element.localName;
  return { id: element.id, kind, number: [...within.querySelectorAll(kind)].indexOf(element) };
}

/** Links and filter forms with `data-swap` change the address and the parts, not the page. */
export function listenToSwaps() {
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-swap]");
    if (!(link instanceof HTMLAnchorElement) || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void go(link.href);
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (!form.hasAttribute("data-swap")) return;
    event.preventDefault();
    void go(addressOf(form));
  });
  document.addEventListener("change", (event) => {
    const form = /** @type {Element} */ (event.target).closest("form[data-swap]");
    if (form instanceof HTMLFormElement) void go(addressOf(form));
  });
  addEventListener("popstate", () => void refresh());
}

/** @param {HTMLFormElement} form @returns {string} with the fields that say something */
function addressOf(form) {
  const address = new URL(form.getAttribute("action") ?? location.pathname, location.href);
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && value) address.searchParams.append(name, value);
  return address.href;
}

/** @param {string} address */
async function go(address) {
  history.pushState(null, "", address);
  if (!(await refresh({ address })) && location.href === address) location.assign(address); // not where a later one went
}
