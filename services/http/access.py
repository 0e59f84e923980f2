"""The one table of who may ask for what: every address by its name, one line each. What has no line is not served.

How far a line reaches for the one who asks is checked where patients and clinics are looked up (`reach.py`), and by the
wall in the database.
"""

from domain.deciders import COMMANDS
from domain.partner.events import Scope
from domain.staff.events import MANAGERS, Role
from services.actor import RIGHTS
from services.http.allowed import (
    Access,
    Reach,
    giving,
    partners,
    patients,
    staff,
    staff_and_partners,
    without_key,
)
from services.http.command_forms import AT_THEIR_OWN_DOORS, STAFF_COMMANDS


def _gives(name: str) -> Access:
    """As the rights in `services/actor.py` say of the command."""
    return giving(COMMANDS[name], RIGHTS[name])


_NEWS = Access(Reach.ORGANISATION, MANAGERS, frozenset({Scope.READ}))


_IMPORTS = Access(Reach.OWN, MANAGERS, frozenset())


ACCESS: dict[str, Access] = {
    # Without a key
    "livez": without_key(),
    "readyz": without_key(),
    "openapi": without_key(),
    "asyncapi": without_key(),
    "docs": without_key(),
    "docsAsset": without_key(),
    "guide": without_key(),
    "problem": without_key(),
    "definition": without_key(),
    "definitionCases": without_key(),
    "definitionFile": without_key(),
    "takeNotice": without_key(),  # signed by the provider
    "askUnsubscribe": without_key(),  # signed by us, in the letter
    "unsubscribe": without_key(),
    "giveToken": without_key(),  # signed by the partner
    # Without a key: who comes has yet to prove who they are
    "signIn": without_key(),
    "signInTotp": without_key(),
    "signInRecovery": without_key(),
    "askPasskey": without_key(),
    "signInPasskey": without_key(),
    "askPasswordLink": without_key(),
    "setPasswordByLink": without_key(),
    "acceptInvitation": without_key(),
    "signInWays": without_key(),
    "signInByProvider": without_key(),
    "backFromProvider": without_key(),
    "signOut": without_key(),  # also of what is over already: the cookie goes
    "enterMy": without_key(),
    "leaveMy": without_key(),  # also of what is over already: the cookie goes
    # Patients and carers, about the way they came in
    "myAccess": patients(Reach.OWN),
    "setMyPreferences": Access(Reach.OWN).also_patient(),
    # Staff, about their own account
    "thisSignIn": staff(Reach.OWN),
    "listSignIns": staff(Reach.OWN),
    "endSignIns": staff(Reach.OWN),
    "endSignIn": staff(Reach.OWN),
    "ownAccount": staff(Reach.OWN),
    "changePassword": staff(Reach.OWN),
    "beginTotp": staff(Reach.OWN),
    "confirmTotp": staff(Reach.OWN),
    "removeTotp": staff(Reach.OWN),
    "askNewPasskey": staff(Reach.OWN),
    "addPasskey": staff(Reach.OWN),
    "removePasskey": staff(Reach.OWN),
    "newRecoveryCodes": staff(Reach.OWN),
    "makeOwnKey": staff(Reach.OWN),
    "endOwnKey": staff(Reach.OWN),
    "inviteAgain": staff(Reach.ORGANISATION, *MANAGERS),
    # Anyone with a key
    **dict.fromkeys(
        ("listExercises", "oneExercise", "exercisePhoto", "exerciseFilm"),
        staff_and_partners(Reach.ORGANISATION).also_patient().also_carer(),
    ),
    "whoAmI": staff_and_partners(Reach.OWN),
    # Partners, patients and carers; which types each may send is said for each event by the rights of its command
    "takeEvents": partners(Reach.PATIENT).also_patient().also_carer(),
    # One patient
    "onePatient": staff(Reach.PATIENT),
    "patientWaysIn": staff(Reach.PATIENT),
    "patientAdherence": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient(),
    "patientSymptoms": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient(),
    "patientNextMorning": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient().also_carer(),
    "patientExercisePain": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientSessions": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient(),
    "exportPatient": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientToday": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient().also_carer(),
    "patientVisits": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientScores": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientBarriers": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientCare": staff(Reach.PATIENT),
    "patientBetweenVisits": staff_and_partners(Reach.PATIENT, Scope.READ),
    "patientReminders": staff_and_partners(Reach.PATIENT, Scope.READ),
    # Messages; a partner that does not also write for patients would read over their shoulders
    "patientMessages": staff_and_partners(Reach.PATIENT, Scope.READ, Scope.REPORTS).also_patient(),
    "unreadMessages": staff(Reach.CLINIC),
    "writeMessage": _gives("SendMessage"),
    "readMessage": _gives("MarkMessageRead"),
    # Caseload and clinics
    "listPatients": staff(Reach.CLINIC),
    "patientPrograms": staff_and_partners(Reach.PATIENT, Scope.READ).also_patient(),
    "listClinics": staff(Reach.CLINIC),
    "oneClinic": staff(Reach.CLINIC),
    "listStaff": staff(Reach.CLINIC),
    "oneMember": staff(Reach.CLINIC),
    "listPartners": staff(Reach.ORGANISATION, *MANAGERS),
    "onePartner": staff(Reach.ORGANISATION, *MANAGERS),
    "oneOrganisation": Access(Reach.ORGANISATION, frozenset({Role.OWNER}), whole=True),
    "organisationOverview": staff(Reach.CLINIC),
    "listCaseload": staff(Reach.CLINIC),
    "listToday": staff(Reach.CLINIC),
    "lookedAtToday": staff(Reach.OWN),
    "liveStream": staff(Reach.CLINIC),
    "clinicExercisePain": staff(Reach.CLINIC),
    "clinicVisits": staff(Reach.CLINIC),
    "clinicHurts": staff(Reach.CLINIC),
    "clinicReminders": staff(Reach.CLINIC),
    "clinicAlertTimes": staff(Reach.CLINIC),
    "clinicLoad": staff(Reach.CLINIC),
    "tryThisPolicy": _gives("TryPolicy"),
    "oneDryRun": staff(Reach.CLINIC),
    # The library and what is made of it
    "listTemplates": staff(Reach.ORGANISATION),
    **dict.fromkeys(
        ("putExercisePhoto", "putExerciseFilm", "removeExercisePhoto", "removeExerciseFilm"),
        _gives("ReviseExercise"),
    ),
    "previewProgram": _gives("AssignProgram"),
    # Alerts
    "listAlerts": staff(Reach.CLINIC),
    "oneAlert": staff(Reach.PATIENT),
    "alertHistory": staff(Reach.PATIENT),
    "alertFacts": staff(Reach.PATIENT),
    "acknowledgeThisAlert": _gives("AcknowledgeAlert"),
    "snoozeThisAlert": _gives("SnoozeAlert"),
    "resolveThisAlert": _gives("ResolveAlert"),
    # The audit
    "listAudit": staff(Reach.ORGANISATION, Role.OWNER),
    "patientAccesses": staff(Reach.PATIENT, *MANAGERS, Role.THERAPIST),
    "breakGlass": staff(Reach.PATIENT),  # out of reach: that is what it is for
    "patientDisclosures": staff(Reach.PATIENT, *MANAGERS, Role.THERAPIST),
    # Imports; what its lines need is asked of each line
    **dict.fromkeys(("beginImport", "putImportPart", "startImport", "cancelImport"), _IMPORTS),
    **dict.fromkeys(("oneImport", "importErrors", "importLines"), _IMPORTS),
    # Records
    "oneErasure": staff(Reach.CLINIC, *MANAGERS),
    "erasurePage": staff(Reach.CLINIC, *MANAGERS),
    **dict.fromkeys(("askForRecord", "recordExport", "recordFile"), staff(Reach.PATIENT, *MANAGERS, Role.THERAPIST)),
    **dict.fromkeys(
        ("askForOrganisation", "organisationExport", "organisationPart"), staff(Reach.ORGANISATION, Role.OWNER)
    ),
    # News for others: an owner or admin for the organisation, a partner for itself
    **dict.fromkeys(("listWebhooks", "oneWebhook", "testWebhook", "listDeliveries", "readEvents"), _NEWS),
    **{f"{name[0].lower()}{name[1:]}": _NEWS for name in AT_THEIR_OWN_DOORS},
    # Sandboxes; without a key where the deployment opens them to everybody
    "makeSandbox": staff(Reach.NONE, *MANAGERS).also_nobody(),
    "moveSandboxClock": Access(Reach.ORGANISATION, MANAGERS, frozenset()),
    # Commands
    **{name[0].lower() + name[1:]: _gives(name) for name in STAFF_COMMANDS},
}
