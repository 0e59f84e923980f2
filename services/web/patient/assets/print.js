// The button that opens the browser's own window for printing.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
