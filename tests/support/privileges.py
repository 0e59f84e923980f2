"""What each role of the database may see, write and call, as the tests of the walls expect it: a line each."""

SEEN_ACROSS = {
    "log.feed_head",
    "log.checkpoint",
    "log.effect",
    "rm.rounds_patient",
    "access.audit_head",
}
"""By the engine: what moved, what is due, and who."""

NOTED = {
    "access.audit",
    "access.audit_patient",
    "access.audit_head",
    "access.break_glass",
}
"""Written by functions of the append role, which never change what is there but for the head."""

CHANGED = ("INSERT", "UPDATE", "DELETE")
ONCE = ("INSERT", "DELETE")
APP_WRITES = {
    "access.account": CHANGED,
    "access.totp": CHANGED,
    "access.totp_step": ONCE,
    "access.passkey": CHANGED,
    "access.recovery_code": ONCE,
    "access.one_time": ONCE,
    "access.attempt": CHANGED,
    "access.device": ONCE,
    "access.sign_in": CHANGED,
    "access.personal_key": CHANGED,
    "access.patient_code": CHANGED,
    "access.patient_device": CHANGED,
    "access.identity": ONCE,
    "access.key_use": ("INSERT", "UPDATE"),
    "access.assertion": ONCE,
    "access.import": CHANGED,
    "access.import_part": CHANGED,
    "access.import_slice": CHANGED,
    "access.once": CHANGED,
    "access.export": ("INSERT",),
    "access.exercise_media": ONCE,
    "access.exercise_media_piece": ONCE,
    "access.sandbox_clock": ("INSERT", "UPDATE"),
    "access.looked": ("INSERT", "UPDATE"),
}
"""What the doors keep for themselves."""

ENGINE_WRITES = {
    "log.checkpoint",
    "log.parked",
    "log.effect",
    "access.webhook",
    "access.webhook_delivery",
    "access.export",
    "access.organisation_export",
    "access.organisation_part",
}
"""Beside the read models' tables."""

APP_FUNCTIONS = {
    "access.ask_organisation_export",
    "access.break_glass",
    "access.due",
    "access.house_of_code",
    "access.note",
    "access.sandbox_clocks",
    "log.append",
    "log.find_link",
    "log.live",
    "log.load_streams",
    "log.orgs",
}
"""What the application may call."""
