// A patient's clocks are those of the clinic unless somebody says otherwise.
const clinic = /** @type {HTMLSelectElement | null} */ (document.getElementById("clinic_id"));
const zone = /** @type {HTMLInputElement | null} */ (document.getElementById("zone"));
clinic?.addEventListener("change", () => {
  if (zone) zone.value = clinic.selectedOptions[0]?.dataset.zone ?? zone.value;
});
