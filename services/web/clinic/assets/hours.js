// The times of a clinic's week, from their fields to the list that the door takes.

const form = document.querySelector("form[data-hours]");

function gather() {
  const weekly = [];
  for (const day of form.querySelectorAll("[data-day]")) {
    for (const span of day.querySelectorAll(".span")) {
      const [opens, closes] = [...span.querySelectorAll("input")].map((field) => field.value);
      if (opens || closes) weekly.push({ weekday: Number(day.getAttribute("data-day")), opens, closes });
    }
  }
  form.elements.namedItem("weekly").value = JSON.stringify(weekly);
}

form?.addEventListener("input", gather);
if (form) gather();
