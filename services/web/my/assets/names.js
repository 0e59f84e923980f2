// What this phone's browser keeps for the patient, by name.

/** The pages that are shown without a connection. */
export const PAGES = "carryover-my-pages";

/** What a browser is asked for that is to send later, also after the page was closed. */
export const SEND = "carryover-my-send";
