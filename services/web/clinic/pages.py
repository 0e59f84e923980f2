"""The addresses of a clinic."""

from services.web.clinic import hours, overview, policy
from services.web.page import Page

PAGES = (
    Page(path="/clinics/{clinic_id}", name="clinicPage", show=overview.show),
    Page(path="/clinics/{clinic_id}/thresholds", name="clinicThresholdsPage", show=policy.show),
    Page(path="/clinics/{clinic_id}/thresholds/trials/{run_id}", name="clinicTrialPage", show=policy.show_run),
    Page(path="/clinics/{clinic_id}/hours", name="clinicHoursPage", show=hours.show),
)
