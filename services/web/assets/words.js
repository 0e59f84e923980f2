// The few words of the frame that modules say, in the viewer's language.

/** @param {string} name as in the template `site-words`: "done", "unreachable" … @returns {string} */
export function word(name) {
  const kept = document.getElementById("site-words");
  return (kept instanceof HTMLElement && kept.dataset[name]) || "";
}

let shownFor = 0;

/** Says something for a few seconds, also to readers. @param {string} text */
export function say(text) {
  const place = document.getElementById("said");
  if (!place || !text) return;
  const line = document.createElement("p");
  line.textContent = text;
  place.replaceChildren(line);
  clearTimeout(shownFor);
  shownFor = setTimeout(() => place.replaceChildren(), 5000);
}
