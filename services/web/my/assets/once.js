// A finger that presses twice means it once.

/** @type {Map<string, number>} */
const until = new Map();

/**
 * Does `work`, unless the same is under way or was done just now.
 *
 * @param {string} what
 * @param {() => Promise<void>} work
 * @param {number} [rest]  milliseconds after it in which it is not done again
 */
export async function once(what, work, rest = 0) {
  if ((until.get(what) ?? -Infinity) > performance.now()) return;
  until.set(what, Infinity);
  try {
    await work();
  } finally {
    until.set(what, performance.now() + rest);
  }
}

/** It was undone: the next press is meant.  @param {string} what */
export const mayAgain = (what) => void until.delete(what);
