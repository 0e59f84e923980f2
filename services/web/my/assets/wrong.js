// Something is wrong: whom to call is shown at once. Nothing is imported before that, for what is imported can fail to come.

const parsed = new Promise((resolve) => {
  if (document.readyState !== "loading") resolve(undefined);
  else document.addEventListener("readystatechange", resolve, { once: true });
});

/** What tells the clinic. */
const flag = parsed.then(() => import("./flag.js"));
flag.catch(() => undefined); // whoever reports hears of it, below

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.id !== "wrong") return;
  event.preventDefault();
  const chosen = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll(":checked"));
  part("choose").hidden = chosen.length > 0;
  if (chosen.length === 0) return;
  part("told").hidden = false; // before anything that could fail
  form.hidden = true;
  window.scrollTo(0, 0);
  const words = [...chosen].map((one) => one.parentElement?.textContent?.trim()).join(", ");
  try {
    await (await flag).tellClinic([...chosen].map((one) => one.value), words);
  } catch (error) {
    part("clinic-not-told").hidden = false;
    console.warn(error);
  }
});
