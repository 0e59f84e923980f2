"""Who may look at which page: one line each, as in the table of the API. What has no line is not served."""

from domain.staff.events import MANAGERS, Role
from services.http.allowed import Access, Reach, patients, staff, without_key

PAGE_ACCESS: dict[str, Access] = {
    "asset": without_key(),
    "home": staff(Reach.OWN),
    "problemWords": without_key(),
    # The day
    "todayPage": staff(Reach.CLINIC),
    "alertsPage": staff(Reach.CLINIC),
    "alertPage": staff(Reach.PATIENT),
    "messagesPage": staff(Reach.CLINIC),
    "threadPage": staff(Reach.PATIENT),
    "patientsPage": staff(Reach.CLINIC),
    # Coming in
    **dict.fromkeys(("signInPage", "forgottenPage", "passwordPage", "invitationPage"), without_key()),
    "enterPage": without_key(),
    # One's own account
    "accountPage": staff(Reach.OWN),
    "accountSignInPage": staff(Reach.OWN),
    # Patients and carers; what carers are not told is closed to them
    "my": patients(Reach.OWN),
    "myFeel": patients(Reach.OWN),
    "myWrong": patients(Reach.OWN),
    "mySettings": patients(Reach.OWN),
    "myProgress": Access(Reach.OWN).also_patient(),
    "myMessages": Access(Reach.OWN).also_patient(),
    "myWorker": without_key(),
    "myManifest": without_key(),
    "myIcon": without_key(),
    # A clinic
    "clinicPage": staff(Reach.CLINIC),
    "clinicThresholdsPage": staff(Reach.CLINIC),
    "clinicTrialPage": staff(Reach.CLINIC),
    "clinicHoursPage": staff(Reach.CLINIC),
    # The library, and programs made from it
    **dict.fromkeys(("libraryPage", "exercisePage", "templatesPage"), staff(Reach.ORGANISATION)),
    **dict.fromkeys(("newExercisePage", "reviseExercisePage"), staff(Reach.ORGANISATION, *MANAGERS, Role.THERAPIST)),
    "programPage": staff(Reach.PATIENT),
    "handoutPage": staff(Reach.PATIENT),
    # One patient
    "patientPage": staff(Reach.PATIENT),
    "patientAccessPage": staff(Reach.PATIENT),
    "explainAdherence": staff(Reach.PATIENT),
    "explainSymptoms": staff(Reach.PATIENT),
    "patientThresholds": staff(Reach.PATIENT),
    "patientLog": staff(Reach.PATIENT),
    "patientCarePage": staff(Reach.PATIENT),
    "patientPrint": staff(Reach.PATIENT),
    "newPatient": staff(Reach.CLINIC),
    # The organisation
    "sites": staff(Reach.CLINIC),
    **dict.fromkeys(("staffPage", "memberPage", "partnersPage", "partnerPage"), staff(Reach.ORGANISATION, *MANAGERS)),
    **dict.fromkeys(("webhooksPage", "webhookPage", "importsPage"), staff(Reach.ORGANISATION, *MANAGERS)),
    **dict.fromkeys(("auditPage", "auditByMail", "organisationSettings"), staff(Reach.ORGANISATION, Role.OWNER)),
}
