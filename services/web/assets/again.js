// What is still being worked on (`data-running`) is looked at again every two seconds.
import { refresh } from "./refresh.js";

const AGAIN_MS = 2000;

async function look() {
  if (!document.querySelector("[data-running]")) return;
  await refresh();
  setTimeout(look, AGAIN_MS);
}

setTimeout(look, AGAIN_MS);
