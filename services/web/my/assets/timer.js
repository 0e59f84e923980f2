// Counts the seconds of a hold, one hold after the other: a ring and numbers, a sound and a buzz at both ends.

const READY_S = 3;
const TICK_MS = 100;

/**
 * @typedef {"idle" | "ready" | "holding" | "paused" | "between" | "finished"} Phase
 * @typedef {{phase: Phase, left: number, round: number, share: number}} Standing
 *   `left` in whole seconds; `round` from 1; `share` of the hold that is over, 0 to 1
 */

/** The counting alone, by a clock in milliseconds that only goes forward. */
export class Hold {
  /** @param {number} seconds  @param {number} rounds  @param {() => number} [clock] */
  constructor(seconds, rounds, clock = () => performance.now()) {
    this.seconds = seconds;
    this.rounds = rounds;
    this.clock = clock;
    this.reset();
  }

  reset() {
    /** @type {Phase} */
    this.phase = "idle";
    this.round = 1;
    this.ends = 0;
    this.kept = 0;
  }

  /** Begin, go on after a pause, or begin the next hold. */
  start() {
    if (this.phase === "paused") {
      this.phase = "holding";
      this.ends = this.clock() + this.kept;
      return;
    }
    if (this.phase === "finished") this.reset();
    this.phase = "ready";
    this.ends = this.clock() + READY_S * 1000;
  }

  pause() {
    if (this.phase === "ready") this.phase = this.round === 1 ? "idle" : "between";
    if (this.phase !== "holding") return;
    this.kept = this.ends - this.clock();
    this.phase = "paused";
  }

  /** Where it stands now; phases that are over are gone through, also after a sleep.  @returns {Standing} */
  look() {
    const now = this.clock();
    if (this.phase === "ready" && now >= this.ends) {
      this.phase = "holding";
      this.ends += this.seconds * 1000;
    }
    if (this.phase === "holding" && now >= this.ends) {
      this.phase = this.round < this.rounds ? "between" : "finished";
      if (this.phase === "between") this.round += 1;
    }
    const counting = this.phase === "ready" || this.phase === "holding";
    const ms = counting ? this.ends - now : this.phase === "paused" ? this.kept : this.seconds * 1000;
    const held = this.phase === "holding" || this.phase === "paused";
    const share = held ? 1 - ms / (this.seconds * 1000) : this.phase === "finished" ? 1 : 0;
    return { phase: this.phase, left: Math.ceil(ms / 1000), round: this.round, share };
  }
}

/**
 * Make an element count: `data-seconds`, `data-rounds`; in it `[data-ring]`, a circle with a path length of 100,
 * `[data-left]`, `[data-round]`, `[data-phase]` for what is said (from `data-say-…`), and the button `[data-go]`.
 * Sends `held` after each hold, `held-all` after the last.
 *
 * @param {HTMLElement} root
 */
export function holdTimer(root) {
  const hold = new Hold(Number(root.dataset.seconds), Number(root.dataset.rounds));
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`[data-${name}]`));
  const [ring, left, round, said, go] = ["ring", "left", "round", "phase", "go"].map(part);
  const signal = new Signal();
  /** @type {Phase | null} */
  let before = null;
  let ticking = 0;

  go.addEventListener("click", () => {
    signal.wake();
    if (hold.phase === "holding" || hold.phase === "ready") hold.pause();
    else hold.start();
    show();
  });
  show();

  function show() {
    const standing = hold.look();
    ring.setAttribute("stroke-dashoffset", String(100 - 100 * standing.share));
    left.textContent = String(standing.left);
    round.textContent = String(standing.round);
    if (standing.phase !== before) turned(standing.phase);
    const counts = standing.phase === "ready" || standing.phase === "holding";
    if (counts && !ticking) ticking = window.setInterval(show, TICK_MS);
    if (!counts) {
      window.clearInterval(ticking);
      ticking = 0;
    }
  }

  /** @param {Phase} phase */
  function turned(phase) {
    const ended = phase === "between" || phase === "finished";
    if (before === "holding" && ended) root.dispatchEvent(new CustomEvent("held", { bubbles: true }));
    if (phase === "finished") root.dispatchEvent(new CustomEvent("held-all", { bubbles: true }));
    if (phase === "holding" && before === "ready") signal.give(660, 0.15, [80]);
    if (before === "holding" && ended) signal.give(880, 0.4, [200, 100, 200]);
    before = phase;
    root.dataset.at = phase;
    said.textContent = root.dataset[`say${phase[0].toUpperCase()}${phase.slice(1)}`] ?? "";
    go.textContent = root.dataset[`go${phase[0].toUpperCase()}${phase.slice(1)}`] ?? "";
    signal.keepAwake(phase === "ready" || phase === "holding");
  }
}

/** Sound, buzz and a screen that stays on, as far as the phone has them. */
class Signal {
  /** Sound may only begin with a touch. */
  wake() {
    if (!("AudioContext" in window)) return;
    this.audio ??= new AudioContext();
    void this.audio.resume();
  }

  /** @param {number} hertz  @param {number} seconds  @param {number[]} buzz  milliseconds on, off, on */
  give(hertz, seconds, buzz) {
    navigator.vibrate?.(buzz);
    const audio = this.audio;
    if (!audio) return;
    const tone = new OscillatorNode(audio, { frequency: hertz });
    const loudness = new GainNode(audio, { gain: 0.2 });
    loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + seconds);
    tone.connect(loudness).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + seconds);
  }

  /** @param {boolean} awake */
  async keepAwake(awake) {
    if (awake && !this.lock) {
      this.lock = await navigator.wakeLock?.request("screen").catch(() => null);
    } else if (!awake && this.lock) {
      await this.lock.release();
      this.lock = null;
    }
  }
}
