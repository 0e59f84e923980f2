// Saving: the program as the draft has it, then the alert it came from; and what to do where somebody else was quicker.
import { post, problemText, Refused } from "../site/doing.js";
import { say } from "../site/words.js";
import { lineOf } from "./draft.js";
import { bodyOf } from "./preview.js";
import { filled } from "./sentences.js";

export class Saving {
  /**
   * @param {import("./draft.js").Draft} draft
   * @param {import("./lines.js").Lines} lines
   * @param {any} page
   */
  constructor(draft, lines, page) {
    this.draft = draft;
    this.lines = lines;
    this.page = page;
    this.form = /** @type {HTMLFormElement} */ (document.querySelector("[data-save]"));
    this.trouble = /** @type {HTMLElement} */ (this.form.querySelector(".trouble"));
    this.conflict = /** @type {HTMLDialogElement} */ (document.getElementById("conflict"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.save();
    });
    this.conflict.querySelector("[data-keep-mine]")?.addEventListener("click", () => {
      this.conflict.close();
      void this.save();
    });
    this.conflict.querySelector("[data-take-theirs]")?.addEventListener("click", () => {
      this.draft.forget();
      location.reload();
    });
    const template = /** @type {HTMLFormElement} */ (document.querySelector("[data-template]"));
    template.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.saveTemplate(template);
    });
  }

  /** Says what is missing, where it is. @returns {boolean} whether nothing is */
  complete() {
    const unsided = this.draft.unsided;
    if (!this.draft.state.lines.length) {
      this.tell(this.page.words.empty ?? "");
      return false;
    }
    if (unsided) {
      this.tell(filled(this.page.words.whichSide ?? "", { name: this.lines.nameOf(unsided.exercise_id) }));
      this.lines.point(unsided, "[data-side]");
      return false;
    }
    return true;
  }

  async save() {
    if (this.form.getAttribute("aria-busy") === "true" || !this.complete()) return;
    const { told, state } = this.draft;
    const revises = Boolean(told.program_id);
    const body = { ...bodyOf(this.draft), ...(state.note ? { private: { note: state.note } } : {}) };
    this.busy(true);
    this.draft.saving = true;
    try {
      const path = `/v1/commands/${revises ? "revise-program" : "assign-program"}`;
      const answer = await post(path, body, { ifMatch: String(this.draft.base) });
      if (answer.status === "unchanged" && !told.alert_id) {
        this.draft.saving = false;
        this.tell(this.page.words.nothing ?? "");
        return;
      }
      this.draft.forget();
      if (told.alert_id && !(await this.resolve(told.alert_id))) return;
      location.assign(`/patients/${told.patient_id}`);
    } catch (error) {
      this.draft.saving = false;
      if (!(error instanceof Refused)) throw error;
      if (error.problem.code === "version_conflict") await this.showConflict();
      else this.tell(await problemText(error.problem));
    } finally {
      this.busy(false);
    }
  }

  /** @param {string} alertId @returns {Promise<boolean>} */
  async resolve(alertId) {
    try {
      await post(`/v1/alerts/${alertId}/resolve`, { resolution: "program_changed" });
      return true;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.problem.code === "already_resolved") return true;
      this.tell(`${this.page.words.unresolved} ${await problemText(error.problem)}`);
      return false;
    }
  }

  /** Both versions side by side; mine goes on from the newer one where it is kept. */
  async showConflict() {
    const { told, state } = this.draft;
    const answer = await fetch(`/v1/patients/${told.patient_id}/programs`, { headers: { accept: "application/json" } });
    if (!answer.ok) return this.tell(await problemText({ code: "version_conflict", title: "", status: 412 }));
    const now = await answer.json();
    const program = now.programs.find((/** @type {any} */ each) => each.program_id === told.program_id);
    const theirs = program ? program.versions.at(-1).prescriptions : now.programs.flatMap((/** @type {any} */ each) => each.versions.at(-1).prescriptions);
    if (program) told.meanings = program.versions.flatMap((/** @type {any} */ version) => version.prescriptions);
    this.draft.base = now.version;
    this.draft.keep();
    for (const [place, lines] of [["[data-theirs]", theirs.map(lineOf)], ["[data-yours]", state.lines]]) {
      const list = /** @type {HTMLElement} */ (this.conflict.querySelector(place));
      list.replaceChildren(...lines.map((/** @type {any} */ line) => this.told(line)));
    }
    this.conflict.showModal();
  }

  /** @param {import("./draft.js").Line} line */
  told(line) {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.className = "strong";
    name.textContent = this.lines.nameOf(line.exercise_id);
    const { sentences } = this.page;
    const side = line.side === "none" ? "" : `, ${sentences.side(line.side)}`;
    item.append(name, `${side}: ${sentences.dose(line.dose)} · ${sentences.schedule(line.schedule)}`);
    return item;
  }

  /** @param {HTMLFormElement} form */
  async saveTemplate(form) {
    const trouble = /** @type {HTMLElement} */ (form.querySelector(".trouble"));
    const note = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("note")).value.trim();
    const name = /** @type {HTMLInputElement} */ (form.elements.namedItem("name")).value.trim();
    const prescriptions = this.draft.prescriptions.map(({ prescription_id: _, ...line }) => line);
    trouble.hidden = prescriptions.length > 0;
    trouble.textContent = prescriptions.length ? "" : (this.page.words.empty ?? "");
    if (!prescriptions.length) return;
    try {
      await post("/v1/commands/save-template", { name, prescriptions, ...(note ? { note } : {}) });
      form.closest("dialog")?.close();
      form.reset();
      say(this.page.words.templateSaved ?? "");
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      trouble.hidden = false;
      trouble.textContent = await problemText(error.problem);
    }
  }

  /** @param {string} text */
  tell(text) {
    this.trouble.hidden = false;
    this.trouble.textContent = text;
  }

  /** @param {boolean} on */
  busy(on) {
    if (on) this.trouble.hidden = true;
    for (const each of [this.form, ...this.form.querySelectorAll("button.main")]) {
      if (on) each.setAttribute("aria-busy", "true");
      else each.removeAttribute("aria-busy");
    }
  }
}
