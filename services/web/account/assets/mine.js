// Preferences: where the language was changed the page is shown in the new one.
const form = document.getElementById("preferences");
form?.addEventListener("done", () => location.reload());
