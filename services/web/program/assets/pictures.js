// The pictures of exercises: those that came with the page, those that were found since, and the rest as it is asked for.

/** @returns {{of: (id: string) => Promise<Node | null>, keep: (item: Element) => void}} */
export function pictures() {
  /** @type {Map<string, Promise<Node | null>>} */
  const kept = new Map();
  for (const each of document.querySelectorAll("[data-picture-of]")) {
    const picture = each.firstElementChild;
    kept.set(/** @type {HTMLElement} */ (each).dataset.pictureOf ?? "", Promise.resolve(picture));
  }

  /** @param {string} id */
  async function fetched(id) {
    const answer = await fetch(`/library?exercise=${encodeURIComponent(id)}`, { credentials: "same-origin" });
    if (!answer.ok) return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(".exercise .picture")?.firstElementChild ?? null;
  }

  return {
    async of(id) {
      if (!kept.has(id)) kept.set(id, fetched(id).catch(() => null));
      return (await kept.get(id))?.cloneNode(true) ?? null;
    },
    keep(item) {
      const id = JSON.parse(/** @type {HTMLElement} */ (item).dataset.exercise ?? "{}").exercise_id;
      const picture = item.querySelector(".picture")?.firstElementChild;
      if (id && picture && !kept.has(id)) kept.set(id, Promise.resolve(picture.cloneNode(true)));
    },
  };
}
