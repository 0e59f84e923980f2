// The program builder: what the page knows, the draft, and the parts that show and change it.
import { say } from "../site/words.js";
import { Draft, lineOf } from "./draft.js";
import { Finder } from "./finder.js";
import { Lines } from "./lines.js";
import { pictures } from "./pictures.js";
import { Preview } from "./preview.js";
import { Saving } from "./saving.js";
import { sentencesIn } from "./sentences.js";

const LONGEST_WAIT = 800; // milliseconds
const FIELDS = ["effective", "last_day", "replaces", "note"];

const kept = /** @type {HTMLTemplateElement} */ (document.getElementById("builder-told"));
const told = JSON.parse(kept.dataset.told ?? "{}");
told.names = new Map(told.exercises.map((/** @type {any} */ each) => [each.exercise_id, each.name]));
told.sided = new Set(told.exercises.filter((/** @type {any} */ each) => each.sided).map((/** @type {any} */ each) => each.exercise_id));

const page = {
  told,
  words: kept.dataset,
  sentences: sentencesIn(JSON.parse(kept.dataset.sentences ?? "{}"), document.documentElement.lang),
  pictures: pictures(),
};
const draft = new Draft(told);
const lines = new Lines(draft, page);
const preview = new Preview(draft, page);
new Finder(lines, draft, page);
new Saving(draft, lines, page);

const undo = /** @type {HTMLButtonElement} */ (document.querySelector("[data-undo]"));
const restored = /** @type {HTMLElement} */ (document.querySelector("[data-restored]"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("[data-save]"));

/** @param {string} name @returns {HTMLInputElement | null} */
const fieldOf = (name) => /** @type {HTMLInputElement | null} */ (form.elements.namedItem(name));

function showFields() {
  for (const name of FIELDS) {
    const field = fieldOf(name);
    if (field && document.activeElement !== field) field.value = /** @type {Record<string, any>} */ (draft.state)[name];
  }
  undo.disabled = draft.past.length === 0;
}

draft.onChange((about) => {
  lines.show();
  showFields();
  if (about !== "form.note") preview.soon();
});
for (const name of FIELDS) {
  fieldOf(name)?.addEventListener("input", (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    draft.change(`form.${name}`, (state) => Object.assign(state, { [name]: value }));
  });
}
undo.addEventListener("click", () => {
  draft.undo();
  say(page.words.undone ?? "");
});
restored.hidden = !draft.restored;
restored.querySelector("[data-discard]")?.addEventListener("click", () => {
  restored.hidden = true;
  draft.discard();
  document.getElementById("main")?.focus();
});

const copy = /** @type {HTMLSelectElement} */ (document.querySelector("[data-copy-from]"));
for (const [number, source] of told.sources.entries()) copy.append(new Option(source.name, String(number)));
copy.hidden = told.sources.length === 0;
copy.addEventListener("change", () => {
  const source = told.sources[Number(copy.value)];
  if (copy.value === "" || !source) return;
  const there = new Set(draft.state.lines.map((line) => `${line.exercise_id} ${line.side}`));
  const usable = source.lines.filter((/** @type {any} */ line) => told.names.has(line.exercise_id));
  const added = usable.map(lineOf).filter((/** @type {any} */ line) => !there.has(`${line.exercise_id} ${line.side}`));
  draft.change("copy", (state) => state.lines.push(...added));
  copy.value = "";
  say(source.name);
});

showFields();
// Shown once the week is there, so that nothing moves under anybody's finger; but nobody waits long for it.
await Promise.race([preview.ask(), new Promise((resolve) => setTimeout(resolve, LONGEST_WAIT))]);
document.querySelector(".builder")?.setAttribute("data-ready", "");
