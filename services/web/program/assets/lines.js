// The prescriptions of the program as a list: each with its picture, its sentence, its fields and its place.
import { say } from "../site/words.js";
import { fill, read } from "./controls.js";
import { draggable } from "./drag.js";
import { ease, ways } from "./easier.js";
import { painOf } from "./pain.js";
import { filled } from "./sentences.js";

/** @typedef {import("./draft.js").Draft} Draft */
/** @typedef {import("./draft.js").Line} Line */

export class Lines {
  /**
   * @param {Draft} draft
   * @param {{told: any, words: DOMStringMap, sentences: any, pictures: {of: (id: string) => Promise<Node | null>}}} page
   */
  constructor(draft, page) {
    this.draft = draft;
    this.page = page;
    this.list = /** @type {HTMLElement} */ (document.querySelector("[data-lines]"));
    this.pattern = /** @type {HTMLTemplateElement} */ (document.getElementById("line"));
    this.none = /** @type {HTMLElement} */ (document.querySelector("[data-none]"));
    this.open = new Set();
    this.listen();
    this.show();
  }

  /** @param {string} exerciseId */
  nameOf(exerciseId) {
    return this.page.told.names.get(exerciseId) ?? "–";
  }

  listen() {
    this.list.addEventListener("input", (event) => this.touched(/** @type {HTMLElement} */ (event.target)));
    this.list.addEventListener("change", (event) => this.touched(/** @type {HTMLElement} */ (event.target)));
    this.list.addEventListener("click", (event) => this.clicked(/** @type {Element} */ (event.target)));
    this.list.addEventListener("keydown", (event) => {
      const handle = /** @type {Element} */ (event.target).closest("[data-handle]");
      const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if (!handle || !step) return;
      event.preventDefault();
      this.move(this.keyOf(handle), step, "[data-handle]");
    });
    draggable(this.list, (from, to) => {
      const key = this.draft.state.lines[from].key;
      this.draft.change("move", ({ lines }) => lines.splice(to, 0, ...lines.splice(from, 1)));
      this.tellPlace(key);
    });
  }

  /** @param {Element} within */
  keyOf(within) {
    return /** @type {HTMLElement} */ (within.closest("li.prescription")).dataset.key ?? "";
  }

  /** All of them anew, in their order; what is there already is kept, with its focus. */
  show() {
    const there = new Map([...this.list.querySelectorAll("li.prescription")].map((item) => [this.keyOf(item), item]));
    const focused = document.activeElement;
    const items = this.draft.state.lines.map((line) => there.get(line.key) ?? this.made(line));
    const same = items.length === this.list.children.length && items.every((item, n) => item === this.list.children[n]);
    if (!same) this.list.replaceChildren(...items);
    if (focused instanceof HTMLElement && focused !== document.activeElement && this.list.contains(focused)) focused.focus();
    for (const [number, line] of this.draft.state.lines.entries()) this.refresh(/** @type {HTMLElement} */ (items[number]), line, number);
    this.none.hidden = this.draft.state.lines.length > 0;
    this.list.hidden = this.draft.state.lines.length === 0;
  }

  /** @param {Line} line @returns {Element} */
  made(line) {
    const item = /** @type {HTMLElement} */ (/** @type {DocumentFragment} */ (this.pattern.content.cloneNode(true)).firstElementChild);
    item.dataset.key = line.key;
    for (const place of item.querySelectorAll("[data-name]")) place.textContent = this.nameOf(line.exercise_id);
    for (const label of item.querySelectorAll("label[data-for]")) {
      const field = /** @type {Element} */ (label.parentElement).querySelector("input, select");
      if (!(field instanceof HTMLElement)) continue;
      field.id = `${line.key}-${/** @type {HTMLElement} */ (label).dataset.for}`;
      label.setAttribute("for", field.id);
    }
    for (const radio of item.querySelectorAll("[data-side]")) radio.setAttribute("name", `${line.key}-side`);
    const sides = /** @type {HTMLElement} */ (item.querySelector("[data-sides]"));
    sides.hidden = !this.page.told.sided.has(line.exercise_id);
    const pain = painOf(line.exercise_id, line.side, this.page);
    const told = /** @type {HTMLElement} */ (item.querySelector("[data-pain]"));
    told.hidden = pain.texts.length === 0;
    told.textContent = pain.texts.join(" · ");
    const meant = this.page.told.alert_exercise === line.exercise_id;
    /** @type {HTMLElement} */ (item.querySelector("[data-hurts]")).hidden = !meant && !pain.hurts;
    item.classList.toggle("hurting", meant);
    /** @type {HTMLElement} */ (item.querySelector("[data-easier]")).hidden = !meant && !pain.hurts;
    void this.page.pictures.of(line.exercise_id).then((picture) => picture && item.querySelector("[data-picture]")?.replaceChildren(picture));
    if (this.open.delete(line.key)) item.querySelector("details")?.setAttribute("open", "");
    return item;
  }

  /** @param {HTMLElement} item @param {Line} line @param {number} number */
  refresh(item, line, number) {
    const { sentences } = this.page;
    const side = line.side === "none" ? "" : `${sentences.side(line.side)} · `;
    /** @type {HTMLElement} */ (item.querySelector("[data-sentence]")).textContent =
      `${side}${sentences.dose(line.dose)} · ${sentences.schedule(line.schedule)}`;
    const usable = ways(line.dose);
    for (const button of item.querySelectorAll("[data-ease]")) {
      const way = /** @type {HTMLElement} */ (button).dataset.ease ?? "";
      /** @type {HTMLElement} */ (button).hidden = way !== "out" && !usable.includes(way);
    }
    const all = this.draft.state.lines.length;
    for (const button of item.querySelectorAll("[data-move]")) {
      const step = Number(/** @type {HTMLElement} */ (button).dataset.move);
      button.toggleAttribute("aria-disabled", number + step < 0 || number + step >= all);
    }
    fill(item, line);
  }

  /** @param {HTMLElement} field */
  touched(field) {
    const item = /** @type {HTMLElement | null} */ (field.closest("li.prescription"));
    if (!item || !field.matches("input, select")) return;
    const key = this.keyOf(item);
    const about = `${key}.${field.id || field.getAttribute("data-weekday") || "side"}`;
    this.draft.change(about, ({ lines }) => {
      const line = lines.find((each) => each.key === key);
      if (line) read(item, line, field);
    });
  }

  /** @param {Element} target */
  clicked(target) {
    const button = target.closest("button");
    if (!button || button.hasAttribute("aria-disabled")) return;
    if (button.dataset.move) this.move(this.keyOf(button), Number(button.dataset.move), `[data-move="${button.dataset.move}"]`);
    else if (button.hasAttribute("data-remove") || button.dataset.ease === "out") this.remove(this.keyOf(button));
    else if (button.dataset.ease) this.ease(this.keyOf(button), button.dataset.ease);
  }

  /** @param {string} key @param {number} step @param {string} focus what keeps the focus */
  move(key, step, focus) {
    const from = this.draft.state.lines.findIndex((line) => line.key === key);
    const to = from + step;
    if (to < 0 || to >= this.draft.state.lines.length) return;
    this.draft.change("move", ({ lines }) => lines.splice(to, 0, ...lines.splice(from, 1)));
    const button = this.list.querySelector(`[data-key="${key}"] ${focus}`);
    if (button instanceof HTMLElement) button.focus();
    this.tellPlace(key);
  }

  /** @param {string} key */
  tellPlace(key) {
    const number = this.draft.state.lines.findIndex((line) => line.key === key);
    const name = this.nameOf(this.draft.state.lines[number].exercise_id);
    say(filled(this.page.words.moved ?? "", { name, place: number + 1, all: this.draft.state.lines.length }));
  }

  /** @param {string} key */
  remove(key) {
    const number = this.draft.state.lines.findIndex((line) => line.key === key);
    const name = this.nameOf(this.draft.state.lines[number].exercise_id);
    this.draft.change("remove", ({ lines }) => lines.splice(number, 1));
    const next = this.list.children[Math.min(number, this.list.children.length - 1)];
    const focus = next?.querySelector("[data-remove]") ?? document.getElementById("find");
    if (focus instanceof HTMLElement) focus.focus();
    say(filled(this.page.words.removed ?? "", { name }));
  }

  /** @param {string} key @param {string} way */
  ease(key, way) {
    this.draft.change(`${key} easier`, ({ lines }) => {
      const line = lines.find((each) => each.key === key);
      if (line) ease(line.dose, way);
    });
    const line = this.draft.state.lines.find((each) => each.key === key);
    if (line) say(filled(this.page.words.easier ?? "", { name: this.nameOf(line.exercise_id), dose: this.page.sentences.dose(line.dose) }));
  }

  /** @param {Line} line */
  add(line) {
    this.open.add(line.key);
    for (const each of this.list.querySelectorAll("details[open]")) each.removeAttribute("open");
    this.draft.change("add", ({ lines }) => lines.push(line));
    say(filled(this.page.words.added ?? "", { name: this.nameOf(line.exercise_id) }));
  }

  /** Brings a line into sight, with the focus on a field of it. @param {Line} line @param {string} field */
  point(line, field) {
    const found = this.list.querySelector(`[data-key="${line.key}"] ${field}`);
    if (!(found instanceof HTMLElement)) return;
    found.closest("details")?.setAttribute("open", "");
    found.focus();
  }
}
