// The phone's clock beside the clinic's: which of them is wrong is known while a page comes from the network.

import { dateIn } from "./day.js";

const OFF_MS = 5 * 60 * 1000; // what is less is no fault

let ahead = 0;

/** @param {number} ms  by which the phone's clock is ahead of the clinic's; under five minutes it counts as right */
export function setAhead(ms) {
  ahead = Math.abs(ms) > OFF_MS ? ms : 0;
}

const zone = () => document.body.dataset.zone ?? "UTC";

/** 14:05, on the patient's wall, by the clinic's clock.  @param {Date} at  by the phone's */
export function clock(at) {
  const shown = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone() };
  const format = new Intl.DateTimeFormat(document.documentElement.lang, /** @type {any} */ (shown));
  return format.format(new Date(at.getTime() - ahead));
}

/** The patient's local date, by the clinic's clock.  @param {Date} [at]  by the phone's */
export function day(at = new Date()) {
  return dateIn(zone(), new Date(at.getTime() - ahead));
}
