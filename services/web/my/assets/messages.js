// Messages: what is written goes the way of all reports; what was shown counts as read.

import { once } from "./once.js";
import { isNews, queue, report, reports } from "./page.js";
import { word } from "./words.js";

const SENT = "org.carryover.message.sent";
const form = /** @type {HTMLFormElement | null} */ (document.getElementById("write"));

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const text = String(new FormData(form).get("text")).trim();
  if (!text) return;
  await once("message", async () => {
    if (await report("message.sent", { text }, `${word("message")}: ${text}`)) form.reset();
  });
});

async function show() {
  const list = /** @type {HTMLElement} */ (document.getElementById("on-the-way"));
  const row = /** @type {HTMLTemplateElement} */ (document.getElementById("message-form"));
  const written = (await reports()).filter((one) => one.event.type === SENT && isNews(one));
  list.replaceChildren(
    ...written.map((one) => {
      const line = /** @type {DocumentFragment} */ (row.content.cloneNode(true));
      /** @type {HTMLElement} */ (line.querySelector("[data-text]")).textContent = String(one.event.data.text);
      return line;
    }),
  );
}

/** Once for each message that nobody has read yet. */
async function markRead() {
  const message_id = document.getElementById("thread")?.dataset.unread;
  if (!message_id || (await reports()).some((one) => one.event.data.message_id === message_id)) return;
  await report("message.read", { message_id }, word("message"));
}

(await queue).onChange(() => void show());
document.addEventListener("refreshed", () => void show());
await show();
await markRead();
