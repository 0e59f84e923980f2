// Looking for exercises beside the program: the library's own page is asked, and what it finds can be added from here.
import { say } from "../site/words.js";
import { lineOf } from "./draft.js";
import { painOf } from "./pain.js";
import { filled } from "./sentences.js";

const PAUSE = 200; // milliseconds without a key
const AT_ONCE = matchMedia("(max-width: 700px)").matches ? 6 : 24;
const SVG = "http://www.w3.org/2000/svg";

export class Finder {
  /**
   * @param {import("./lines.js").Lines} lines
   * @param {import("./draft.js").Draft} draft
   * @param {any} page
   */
  constructor(lines, draft, page) {
    this.lines = lines;
    this.draft = draft;
    this.page = page;
    this.form = /** @type {HTMLFormElement} */ (document.querySelector("#find form"));
    this.list = /** @type {HTMLElement} */ (document.querySelector("[data-found]"));
    this.number = /** @type {HTMLElement} */ (document.querySelector("[data-number]"));
    this.more = /** @type {HTMLElement} */ (document.querySelector("[data-more]"));
    this.shown = AT_ONCE;
    this.turn = 0;
    let waiting = 0;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask(AT_ONCE);
    });
    this.form.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => this.ask(AT_ONCE), PAUSE);
    });
    this.more.addEventListener("click", () => this.ask(this.shown + AT_ONCE));
    this.list.addEventListener("click", (event) => {
      const button = /** @type {Element} */ (event.target).closest("button[data-add]");
      if (button) this.add(JSON.parse(/** @type {HTMLElement} */ (button.closest("[data-exercise]")).dataset.exercise ?? "{}"));
    });
    this.dress();
  }

  /** @param {number} shown */
  async ask(shown) {
    const turn = ++this.turn;
    const wanted = new URLSearchParams({ shown: String(shown) });
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && value) wanted.set(name, value);
    const answer = await fetch(`/library?${wanted}`, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || turn !== this.turn) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== this.turn) return;
    this.shown = shown;
    this.list.dataset.asked = "";
    this.list.replaceChildren(...(page.getElementById("exercises")?.children ?? []));
    this.number.textContent = page.querySelector("#found [role=status]")?.textContent ?? "";
    this.more.hidden = !page.querySelector("#found form");
    this.dress();
  }

  /** A button on each, and what it did to pain. */
  dress() {
    for (const item of this.list.querySelectorAll("[data-exercise]")) {
      this.page.pictures.keep(item);
      const told = JSON.parse(/** @type {HTMLElement} */ (item).dataset.exercise ?? "{}");
      const words = item.querySelector(".words");
      const pain = painOf(told.exercise_id, "none", this.page);
      for (const text of pain.texts) {
        const line = document.createElement("p");
        line.className = "small muted";
        line.textContent = text;
        words?.append(line);
      }
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.add = "";
      button.append(plus());
      button.title = this.page.words.add ?? "";
      button.setAttribute("aria-label", `${this.page.words.add}: ${told.name}`);
      item.append(button);
    }
  }

  /** @param {any} exercise */
  add(exercise) {
    const { lines } = this.draft.state;
    const sided = this.page.told.sided.has(exercise.exercise_id);
    const there = lines.filter((line) => line.exercise_id === exercise.exercise_id);
    const taken = there.map((line) => line.side);
    const left = sided && there.length === 1 && taken[0] === "left" ? "right" : taken[0] === "right" ? "left" : "none";
    if (there.length && !(sided && there.length === 1 && left !== "none")) {
      say(filled(this.page.words.twice ?? "", { name: exercise.name }));
      this.lines.point(there[0], "[data-remove]");
      return;
    }
    const usual = this.page.told.usual.find((/** @type {any} */ each) => each.deficit === exercise.deficit);
    this.lines.add(lineOf({ ...exercise, side: left, schedule: structuredClone(usual.schedule) }));
  }
}

function plus() {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("class", "icon");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", "#i-plus");
  picture.append(use);
  return picture;
}
