// The button that prints this page.
document.querySelector("[data-print]")?.addEventListener("click", () => print());
