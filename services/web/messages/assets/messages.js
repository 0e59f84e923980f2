// Whoever looks at a thread has read it: told once for each newest message, when the page is really seen.
import { post, Refused } from "../site/doing.js";

let told = "";

async function read() {
  const path = document.getElementById("thread")?.dataset.read;
  if (!path || path === told || document.visibilityState !== "visible") return;
  told = path;
  try {
    await post(path, {}, { keepalive: true }); // it arrives though the page is left
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    told = ""; // asked again with the next look
  }
}

document.addEventListener("refreshed", () => void read());
document.addEventListener("visibilitychange", () => void read());
void read();
