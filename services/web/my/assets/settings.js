// The home screen, what this phone still holds, and leaving it.

import { post, Refused } from "../site/doing.js";
import { say } from "../site/words.js";
import { PAGES } from "./names.js";
import { queue, reports } from "./page.js";
import { word } from "./words.js";

const install = /** @type {HTMLElement} */ (document.getElementById("install"));
const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("leave-dialog"));
/** @type {any} */
let offered = null;

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
  install.hidden = false;
});
install.querySelector("[data-install]")?.addEventListener("click", () => offered?.prompt());
addEventListener("appinstalled", () => {
  install.hidden = true;
});
if (/iPhone|iPad/.test(navigator.userAgent) && !("standalone" in navigator && navigator.standalone)) {
  install.hidden = false; // there it is done by hand
  for (const [name, hidden] of [["[data-install]", true], ["[data-by-hand]", false]]) {
    /** @type {HTMLElement} */ (install.querySelector(String(name))).hidden = Boolean(hidden);
  }
}

document.getElementById("preferences")?.addEventListener("done", async () => {
  await caches.delete(PAGES); // in the language before
  location.reload();
});

async function show() {
  const list = /** @type {HTMLElement} */ (document.getElementById("kept-here"));
  const all = await (await queue).all();
  const own = (await reports()).filter((one) => one.state === "waiting");
  const others = all.filter((one) => one.state === "waiting").length - own.length;
  const said = own.map((one) => one.words);
  if (others) said.push((list.dataset.others ?? "").replace("{n}", String(others)));
  if (said.length === 0) said.push(list.dataset.nothing ?? "");
  list.replaceChildren(
    ...said.map((words) => {
      const line = document.createElement("li");
      line.textContent = words;
      return line;
    }),
  );
}

document.getElementById("leave")?.addEventListener("click", async () => {
  const lost = /** @type {HTMLElement} */ (document.getElementById("leave-lost"));
  const waiting = (await (await queue).all()).filter((one) => one.state === "waiting").length;
  lost.hidden = waiting === 0;
  lost.textContent = ((waiting === 1 ? lost.dataset.one : lost.dataset.many) ?? "").replace("{n}", String(waiting));
  dialog.returnValue = "no";
  dialog.showModal();
});

dialog.addEventListener("close", async () => {
  if (dialog.returnValue !== "yes") return;
  try {
    await post("/v1/my/leave", {});
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.problem.status !== 401) return say(word("left"));
  }
  (await queue).tellLeft();
  await (await queue).clear();
  for (const name of await caches.keys()) await caches.delete(name);
  const worker = await navigator.serviceWorker?.getRegistration("/my");
  await worker?.unregister();
  location.replace("/my/enter");
});

(await queue).onChange(() => void show());
await show();
