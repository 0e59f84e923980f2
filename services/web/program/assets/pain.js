// What an exercise did to pain: of this clinic's patients, and of this one.
import { filled } from "./sentences.js";

const MUCH = 0.2; // of the ratings above 5: then it is marked

/**
 * @param {string} exerciseId
 * @param {string} side
 * @param {{told: any, words: DOMStringMap, sentences: any}} page
 * @returns {{texts: string[], hurts: boolean}}
 */
export function painOf(exerciseId, side, { told, words, sentences }) {
  const of = (/** @type {any[]} */ list) =>
    list.find((each) => each.exercise_id === exerciseId && each.side === side) ??
    list.find((each) => each.exercise_id === exerciseId);
  const own = of(told.pain_of_patient);
  const here = of(told.pain_here);
  const texts = [];
  for (const [found, text] of [
    [own, own?.median === null ? words.ownFew : words.own],
    [here, words.here],
  ]) {
    if (!found) continue;
    const median = found.median === null ? "" : sentences.number(found.median);
    texts.push(filled(text ?? "", { median, share: sentences.percent(found.over_band), n: found.rated }));
  }
  return { texts, hurts: Boolean(own && own.over_band > 0 && own.over_band >= MUCH) };
}
