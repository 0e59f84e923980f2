// The live stream: a page that wants it is shown anew when something changes that it shows.
import { refresh } from "./refresh.js";
import { word } from "./words.js";

const GATHER_MS = 300; // what comes together is shown together
const AGAIN_FIRST_MS = 2000;
const AGAIN_LAST_MS = 60_000;

/** @param {() => EventSource} [open] another way to the stream, to be tried with */
export function listenLive(open = () => new EventSource("/v1/stream")) {
  const only = document.body.dataset.patient;
  const light = document.querySelector(".live");
  let waiting = 0;
  let again = 0;
  let pause = AGAIN_FIRST_MS;
  /** @type {string | undefined} */
  let atLeast;
  /** @type {EventSource | undefined} */
  let source;

  /** @param {boolean} on */
  function shine(on) {
    if (!light) return;
    light.toggleAttribute("data-on", on);
    light.textContent = on ? word("live") : word("notLive");
  }

  /** @param {MessageEvent} event */
  function heard(event) {
    const told = JSON.parse(event.data);
    if (only && told.patient_id !== only) return;
    atLeast = event.lastEventId || atLeast;
    document.dispatchEvent(new CustomEvent("heard", { detail: { kind: event.type, ...told } }));
    show();
  }

  function show() {
    if (waiting) return;
    waiting = setTimeout(() => {
      waiting = 0;
      void refresh({ atLeast });
    }, GATHER_MS);
  }

  function begin() {
    clearTimeout(again);
    source?.close();
    source = open();
    const isBack = pause > AGAIN_FIRST_MS;
    source.addEventListener("alert", heard);
    source.addEventListener("patient", heard);
    source.addEventListener("heartbeat", () => shine(true));
    source.addEventListener("open", () => {
      shine(true);
      pause = AGAIN_FIRST_MS;
      if (isBack) show(); // a new source does not know what was missed
    });
    source.addEventListener("error", away);
    source.addEventListener("closed", away);
  }

  /** A source that was refused gives up for good: another one is tried, later each time. */
  function away() {
    shine(false);
    if (source?.readyState !== EventSource.CLOSED) return; // it tries again by itself
    clearTimeout(again);
    again = setTimeout(begin, pause);
    pause = Math.min(2 * pause, AGAIN_LAST_MS);
  }

  begin();
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) begin();
  });
}
