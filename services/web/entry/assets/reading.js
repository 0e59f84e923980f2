// What a link or a token says of the organisation that it is for.

const TOKEN_LENGTH = 64; // characters; the first sixteen bytes are the organisation's id
const ID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i;

/** @param {string} token of a mailed link @returns {string | null} the organisation's id; null for no whole token */
export function read(token) {
  if (token.length !== TOKEN_LENGTH || !/^[\w-]+$/.test(token)) return null;
  const bytes = atob(token.slice(0, 24).replaceAll("-", "+").replaceAll("_", "/")).slice(0, 16);
  const hex = [...bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** @param {string} text a link to the sign-in page, of an invitation, or the id alone @returns {string | null} */
export function organisationIn(text) {
  const found = ID.exec(text);
  return found ? found[0].toLowerCase() : read(text.trim().split("#")[1] ?? "");
}
