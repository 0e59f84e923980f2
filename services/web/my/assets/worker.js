// The page without a connection: shows what was shown last, and sends what waits when the phone is back.

import { PAGES, SEND } from "./names.js";
import { Queue } from "./queue.js";
import { sendAll, whose } from "./sending.js";

const ASSETS = "carryover-my-assets-";
const OWNER = "carryover-owner"; // of a kept page
const PHOTO = /^\/v1\/exercises\/[^/]+\/photo$/; // of the clinic's own
const PATIENCE_MS = 4000; // for the network, where there is something to show instead

/**
 * @typedef {object} Kept  what the page needs without a connection; the server lists it
 * @property {string} digest  of all assets
 * @property {string[]} assets
 * @property {string[]} pages
 * @property {string} enter  where somebody comes in: never kept
 */

/** Without what asks for a part or a state of it.  @param {string} address */
const plain = (address) => new URL(address).pathname;

/** @param {Kept} kept */
export function run(kept) {
  const worker = /** @type {any} */ (globalThis);
  const assets = ASSETS + kept.digest;

  worker.addEventListener("install", (/** @type {any} */ event) => {
    worker.skipWaiting();
    event.waitUntil(install());
  });
  worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(takeOver()));
  worker.addEventListener("fetch", (/** @type {any} */ event) => {
    const { request } = event;
    const path = plain(request.url);
    if (request.method !== "GET" || new URL(request.url).origin !== worker.location.origin) return;
    if (path.startsWith("/assets/")) event.respondWith(asset(request));
    else if (PHOTO.test(path)) event.respondWith(photo(request));
    else if (kept.pages.includes(path)) event.respondWith(page(event));
    else if (path === "/my" || path.startsWith("/my/")) {
      if (request.mode === "navigate") event.respondWith(other(request));
    }
  });
  worker.addEventListener("sync", (/** @type {any} */ event) => {
    if (event.tag === SEND) event.waitUntil(sendOrTryAgain());
  });
  worker.addEventListener("message", (/** @type {any} */ event) => {
    if (event.data.keep) event.waitUntil(keepPages(event.data.keep));
  });

  /** Pages that are kept already lead to the files before these: they are asked for anew. */
  async function install() {
    await (await caches.open(assets)).addAll(kept.assets);
    const before = await (await caches.open(PAGES)).keys();
    await keepPages(before.map((request) => plain(request.url)).filter((path) => kept.pages.includes(path)), true);
  }

  /** What a kept page still names stays; it goes when all of them are newer. */
  async function takeOver() {
    await worker.clients.claim();
    const cache = await caches.open(PAGES);
    const shown = await Promise.all(kept.pages.map(async (path) => (await (await cache.match(path))?.text()) ?? ""));
    for (const name of await caches.keys()) {
      if (!name.startsWith(ASSETS) || name === assets) continue;
      const named = `/assets/${name.slice(ASSETS.length)}/`;
      if (!shown.some((text) => text.includes(named))) await caches.delete(name);
    }
  }

  /** A page as it was shown last to whoever is in now; nobody else's.  @param {string} path */
  async function lastOf(path) {
    const found = await (await caches.open(PAGES)).match(path);
    if (!found) return undefined;
    const queue = await Queue.open();
    const session = await queue.kept("session");
    queue.close();
    return session && found.headers.get(OWNER) === whose(session) ? found : undefined;
  }

  /** Those that are not kept yet, or all. What does not come now comes another time.  @param {string[]} paths */
  async function keepPages(paths, anew = false) {
    const cache = await caches.open(PAGES);
    for (const path of paths) {
      if (!anew && (await lastOf(path))) continue;
      const answer = await fetch(path, { cache: "no-store" }).catch(() => null);
      if (answer) await keep(cache, path, answer);
    }
  }

  /** Whoever has to come in again finds nothing here any more.  @param {Cache} cache @param {string} path @param {Response} answer */
  async function keep(cache, path, answer) {
    if (answer.type === "opaqueredirect" || (answer.redirected && plain(answer.url) === kept.enter)) {
      for (const one of await cache.keys()) await cache.delete(one);
    } else if (answer.ok && !answer.redirected) {
      await cache.put(path, await fromPhone(answer.clone()));
    }
  }

  /** The page knows where it comes from, for then it is as old as it is; and whose it is stands on it.  @param {Response} answer */
  async function fromPhone(answer) {
    const text = (await answer.text()).replace('data-kept=""', 'data-kept="yes"');
    const headers = new Headers(answer.headers);
    const [, patient = "", bearer = ""] = /data-patient="([^"]*)" data-bearer="([^"]*)"/.exec(text) ?? [];
    headers.set(OWNER, whose({ patient_id: patient, bearer }));
    return new Response(text, { status: answer.status, headers });
  }

  /** From the network; where that fails or is slow, as it was shown last.  @param {any} event */
  async function page(event) {
    const path = plain(event.request.url);
    const cache = await caches.open(PAGES);
    const last = await lastOf(path).catch(() => undefined); // where there is no memory, the network alone
    const fromNetwork = fetch(event.request).then(async (answer) => {
      if (!new URL(event.request.url).searchParams.has("cursor")) await keep(cache, path, answer);
      return answer;
    });
    if (!last) return fromNetwork.catch(() => other(event.request));
    event.waitUntil(fromNetwork.catch(() => undefined));
    return Promise.race([
      fromNetwork.then((answer) => (answer.status >= 500 ? last : answer)).catch(() => last),
      new Promise((resolve) => setTimeout(() => resolve(last), PATIENCE_MS)),
    ]);
  }

  /** A page that is not kept: without a connection the first one instead.  @param {Request} request */
  async function other(request) {
    try {
      return await fetch(request);
    } catch (error) {
      const first = await lastOf(kept.pages[0]);
      if (!first) throw error;
      return first;
    }
  }

  /** @param {Request} request */
  async function asset(request) {
    const found = await caches.match(request);
    if (found) return found;
    const answer = await fetch(request);
    if (answer.ok && plain(request.url).startsWith(`/assets/${kept.digest}/`)) {
      await (await caches.open(assets)).put(request, answer.clone());
    }
    return answer;
  }

  /** As it is now, or as it was last; they go with the pages.  @param {Request} request */
  async function photo(request) {
    const cache = await caches.open(PAGES);
    try {
      const answer = await fetch(request);
      if (answer.ok) await cache.put(request, answer.clone());
      return answer;
    } catch (error) {
      const last = await cache.match(request);
      if (!last) throw error;
      return last;
    }
  }

  async function sendOrTryAgain() {
    const sent = await sendAll(await Queue.open());
    if (sent.state === "signed_out") await caches.delete(PAGES);
    if (sent.state === "later") throw new Error("not everything has arrived: the browser tries again");
  }
}
