// A list put into another order by dragging a handle, with finger, pen or mouse.

/**
 * @param {HTMLElement} list its children are moved
 * @param {(from: number, to: number) => void} moved told once, when it is let go
 */
export function draggable(list, moved) {
  list.addEventListener("pointerdown", (event) => {
    const handle = /** @type {Element} */ (event.target).closest("[data-handle]");
    const item = handle?.closest("li");
    if (!(handle instanceof HTMLElement) || !item || event.button !== 0) return;
    const from = places(list).indexOf(item);
    let begun = false;
    const startY = event.clientY;

    const move = (/** @type {PointerEvent} */ now) => {
      if (!begun && Math.abs(now.clientY - startY) < 6) return; // a touch, not a move
      begun = true;
      item.classList.add("dragged");
      now.preventDefault();
      const others = places(list).filter((each) => each !== item);
      const before = others.find((each) => {
        const { top, height } = each.getBoundingClientRect();
        return now.clientY < top + height / 2;
      });
      if (before !== item.nextElementSibling) list.insertBefore(item, before ?? null);
    };
    const end = () => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      item.classList.remove("dragged");
      const to = places(list).indexOf(item);
      if (begun && to !== from) moved(from, to);
    };
    // On the document: whoever is moved within it loses the pointer that it held.
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });
}

/** @param {HTMLElement} list @returns {Element[]} */
function places(list) {
  return [...list.children];
}
