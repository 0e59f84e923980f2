"""Everything that is measured: a written list of names, what each says, in which unit, and with which labels.

A label has few values that are written down in the code: a kind, a code, an address of the API. Never a person, a
patient, an organisation or a word that somebody typed. What is found in the database is found by every engine alike,
so dashboards and alarms take the maximum over processes; counters and histograms are summed.
"""

from typing import Literal, NamedTuple

Kind = Literal["counter", "gauge", "histogram"]


class Metric(NamedTuple):
    name: str
    kind: Kind
    says: str  # one sentence
    labels: tuple[str, ...] = ()
    bounds: tuple[float, ...] = ()  # of a histogram


REQUEST_BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)
APPEND_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)
BATCH_BOUNDS = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0)
ALERT_BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1800.0)
LATE_BOUNDS = (0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0, 3600.0, 14400.0)

# The doors, in each api.
EVENTS = Metric(
    "carryover_events_total", "counter", "Reports of partners and patients, by what became of each.", ("outcome",)
)
REFUSALS = Metric(
    "carryover_refusals_total", "counter", "Requests and reports that were refused, by the stable code.", ("code",)
)
DENIALS = Metric(
    "carryover_denials_total", "counter", "Refusals by what denied: key, sign_in, access, quota or wall.", ("by",)
)
QUOTAS_USED_UP = Metric(
    "carryover_quotas_used_up_total", "counter", "Requests beyond a quota, by the quota.", ("policy",)
)
ANSWERS = Metric("carryover_answers_total", "counter", "Answers by area of the API and status.", ("area", "status"))
REQUEST_SECONDS = Metric(
    "carryover_request_seconds",
    "histogram",
    "From a request's head to the end of its answer.",
    ("area", "operation"),
    REQUEST_BOUNDS,
)
UNDER_WAY = Metric("carryover_requests_under_way", "gauge", "Requests that are being answered, live streams included.")

# The log, in every process that appends.
APPENDS = Metric("carryover_appends_total", "counter", "Commands that reached the log, by outcome.", ("outcome",))
APPEND_BATCH = Metric(
    "carryover_append_batch_commands", "histogram", "Commands in one call of the append.", (), BATCH_BOUNDS
)
APPEND_SECONDS = Metric(
    "carryover_append_seconds", "histogram", "One call of the append, with its commit.", (), APPEND_BOUNDS
)
APPEND_WAITING = Metric("carryover_append_waiting", "gauge", "Commands that wait in this process for their append.")

# Read models and alert rules, as each engine finds them.
LAG_POSITIONS = Metric(
    "carryover_reader_lag_positions",
    "gauge",
    "Unread events of a reader, in the organisation where they are most.",
    ("reader",),
)
LAG_SECONDS = Metric(
    "carryover_reader_lag_seconds",
    "gauge",
    "Age of the oldest event that a reader has not read, in the worst organisation.",
    ("reader",),
)
OTHER_CODE = Metric(
    "carryover_reader_other_code_organisations",
    "gauge",
    "Organisations whose rows of a reader were made by another version of its code.",
    ("reader",),
)
PARKED = Metric("carryover_parked_subjects", "gauge", "Patients and others whom a reader has set aside.", ("reader",))

# What is due in the world, as each engine finds it.
DUE_LATE = Metric(
    "carryover_due_late_seconds", "gauge", "How late the most overdue is: rounds, reminders, alerts, others.", ("what",)
)
DUE_WAITING = Metric("carryover_due_waiting", "gauge", "How much is due and in nobody's hands.", ("what",))
IN_HAND = Metric("carryover_effects_in_hand", "gauge", "Effects that are handed on or being done.")
RETRYING = Metric("carryover_effects_retrying", "gauge", "Effects that failed and are tried again later.", ("kind",))
DEAD = Metric("carryover_effects_dead", "gauge", "Effects that were given up and that nobody has dropped.", ("kind",))
QUEUE = Metric("carryover_queue_messages", "gauge", "Messages that wait for a worker.", ("queue",))
QUEUE_REACHABLE = Metric("carryover_queue_reachable", "gauge", "1 where the broker answers.")
HOOKS_LATE = Metric(
    "carryover_webhook_late_seconds",
    "gauge",
    "How late the most overdue news of a webhook is, paused and stopped ones apart.",
)
HOOKS_WAITING = Metric("carryover_webhook_waiting", "gauge", "News of webhooks that wait.")
HOOKS_PARKED = Metric(
    "carryover_webhooks_parked", "gauge", "Webhooks that are told nothing, by why: paused or stopped.", ("why",)
)

# What is done in the world, in each worker and engine.
ENDED = Metric("carryover_effects_ended_total", "counter", "Effects that ended, by kind and how.", ("kind", "how"))
FAILED = Metric("carryover_effects_failed_total", "counter", "Attempts that failed and will be made again.", ("kind",))
EFFECT_LATE = Metric(
    "carryover_effect_late_seconds",
    "histogram",
    "From when something was due to when it was done.",
    ("what",),
    LATE_BOUNDS,
)
ALERT_SECONDS = Metric(
    "carryover_alert_delivery_seconds",
    "histogram",
    "From an alert's event to the provider's yes, for its first letters.",
    ("critical",),
    ALERT_BOUNDS,
)

# The database, as each engine finds it, and each process's way to it.
DATABASE_REACHABLE = Metric(
    "carryover_database_reachable", "gauge", "1 where the last look at the database came to its end."
)
LOOK_SECONDS = Metric("carryover_look_seconds", "gauge", "How long the last look at the database took.")
ORGANISATIONS = Metric("carryover_organisations", "gauge", "Organisations with a log.")
LOG_EVENTS = Metric("carryover_log_events", "gauge", "Events in all logs.")
DATABASE_BYTES = Metric("carryover_database_bytes", "gauge", "Size of the database of the log.")
CONNECTIONS = Metric("carryover_database_connections", "gauge", "Connections of clients to the server.")
CONNECTIONS_MOST = Metric("carryover_database_connections_most", "gauge", "How many the server takes.")
OLDEST_TRANSACTION = Metric(
    "carryover_database_oldest_transaction_seconds", "gauge", "Age of the oldest transaction under way."
)
LONG_TRANSACTIONS = Metric(
    "carryover_database_long_transactions", "gauge", "Transactions that are under way for more than a minute."
)
OLDEST_SNAPSHOT = Metric(
    "carryover_database_oldest_snapshot_transactions",
    "gauge",
    "How many transactions ago the oldest snapshot was taken (backend_xmin, slots).",
)
FREEZE_AGE = Metric(
    "carryover_database_freeze_age_transactions",
    "gauge",
    "Age of the oldest row that is not frozen; the server stops at two thousand million.",
)
SLOT_BYTES = Metric(
    "carryover_database_slot_bytes", "gauge", "Journal that the replication slot furthest behind holds back."
)
ARCHIVE_AGE = Metric(
    "carryover_database_archive_age_seconds",
    "gauge",
    "Since a piece of the journal was archived last; absent where nothing is archived.",
)
ARCHIVE_FAILING = Metric("carryover_database_archive_failing", "gauge", "1 where the last try to archive failed.")
BACKUP_AGE = Metric(
    "carryover_backup_age_seconds",
    "gauge",
    "Since the newest backup was whole; infinite where none is in the folder, absent where no folder is named.",
    ("of",),
)
POOL = Metric(
    "carryover_pool_connections", "gauge", "Connections of a pool of this process: used, and most.", ("pool", "state")
)
POOL_WAITS = Metric(
    "carryover_pool_waits_total", "counter", "How often somebody had to wait for a connection of a pool.", ("pool",)
)

# The process itself.
BUILD = Metric("carryover_build_info", "gauge", "1; its labels say what runs.", ("part", "version"))
BEAT = Metric("carryover_part_beat_seconds", "gauge", "Since a loop of this process last turned.", ("part",))

METRICS: tuple[Metric, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Metric))
"""The list, beside what prometheus-client tells of the process: process_* and python_gc_*."""
