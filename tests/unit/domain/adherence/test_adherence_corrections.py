"""Rule 8: corrections replace, the one made latest by its own claim wins, and a retraction is final."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from domain.adherence.facts import (
    SessionFact,
    SessionRecord,
    merge_correction,
    merge_logged,
    merge_retraction,
    settle,
)
from domain.adherence.judge import judge_week
from domain.session.events import SessionCorrected, SessionLogged, SessionRetracted
from domain.values import Dose, Entry, Provenance
from tests.unit.domain.adherence.stories import (
    CLINIC,
    FRIDAY,
    MONDAY,
    PATIENT,
    SQUATS,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    assigned,
    at,
    did,
    enrolled,
    moved,
    moved_as_in,
    plan_of,
    prescribed,
    revised,
    slots,
)

SESSION, STRANGER = UUID(int=500), UUID(int=501)
EMPTY = SessionRecord(SESSION)
FIRST, SECOND = UUID(int=601), UUID(int=602)


def logged(
    happened_at: datetime, *entries: Entry, in_clinic: bool = False, clock_shift: int = 0, record: SessionRecord = EMPTY
) -> SessionRecord:
    event = SessionLogged(
        patient_id=PATIENT,
        clinic_id=CLINIC,
        entries=entries,
        provenance=Provenance.PATIENT,
        in_clinic=in_clinic,
        clock_shift=clock_shift,
    )
    return merge_logged(record, event, happened_at)


def corrected(
    record: SessionRecord,
    event_id: UUID,
    made_at: datetime,
    *,
    entries: tuple[Entry, ...] | UnsetType = UNSET,
    moved_to: datetime | UnsetType = UNSET,
    in_clinic: bool | UnsetType = UNSET,
    clock_shift: int = 0,
    patient: UUID = PATIENT,
) -> SessionRecord:
    event = SessionCorrected(
        patient_id=patient,
        session_id=SESSION,
        entries=entries,
        moved_to=moved_to,
        in_clinic=in_clinic,
        clock_shift=clock_shift,
    )
    return merge_correction(record, event, event_id, made_at)


def retracted(record: SessionRecord, patient: UUID = PATIENT) -> SessionRecord:
    return merge_retraction(record, SessionRetracted(patient_id=patient, session_id=SESSION))


def the_fact(record: SessionRecord) -> SessionFact:
    fact = settle(record)
    assert fact is not None
    return fact


def test_a_session_stands_as_it_was_logged() -> None:
    assert settle(logged(at(MONDAY), did(SQUATS), in_clinic=True)) == SessionFact(
        SESSION, at(MONDAY), (did(SQUATS),), Provenance.PATIENT, True
    )


def test_the_fields_a_correction_gives_replace_and_the_others_stay() -> None:
    record = logged(at(MONDAY), did(SQUATS, sets=1))
    fact = the_fact(corrected(record, FIRST, at(TUESDAY), entries=(did(SQUATS, sets=3),)))
    assert (fact.entries, fact.happened_at, fact.in_clinic) == ((did(SQUATS, sets=3),), at(MONDAY), False)
    fact = the_fact(corrected(record, FIRST, at(TUESDAY), in_clinic=True))
    assert (fact.entries, fact.happened_at, fact.in_clinic) == ((did(SQUATS, sets=1),), at(MONDAY), True)


def test_a_correction_may_take_every_entry_away() -> None:
    assert the_fact(corrected(logged(at(MONDAY), did(SQUATS)), FIRST, at(TUESDAY), entries=())).entries == ()


def test_of_several_corrections_the_one_made_latest_by_its_own_claim_wins_whenever_it_arrives() -> None:
    record = logged(at(MONDAY), did(SQUATS, sets=1))
    record = corrected(record, FIRST, at(WEDNESDAY), entries=(did(SQUATS, sets=3),))
    record = corrected(record, SECOND, at(TUESDAY), entries=(did(SQUATS, sets=2),))
    assert the_fact(record).entries == (did(SQUATS, sets=3),)


def test_of_corrections_made_at_the_same_time_the_higher_event_id_wins() -> None:
    record = logged(at(MONDAY))
    record = corrected(record, SECOND, at(TUESDAY), entries=(did(SQUATS, sets=2),))
    record = corrected(record, FIRST, at(TUESDAY), entries=(did(SQUATS, sets=3),))
    assert the_fact(record).entries == (did(SQUATS, sets=2),)


def test_each_field_is_settled_by_itself() -> None:
    record = logged(at(MONDAY), did(SQUATS, sets=1))
    record = corrected(record, FIRST, at(TUESDAY), entries=(did(SQUATS, sets=2),), in_clinic=True)
    record = corrected(record, SECOND, at(WEDNESDAY), in_clinic=False)
    fact = the_fact(record)
    assert (fact.entries, fact.in_clinic) == ((did(SQUATS, sets=2),), False)


def test_corrections_and_retractions_wait_for_what_they_correct() -> None:
    waiting = corrected(EMPTY, FIRST, at(TUESDAY), entries=(did(SQUATS, sets=3),))
    assert settle(waiting) is None
    assert the_fact(logged(at(MONDAY), did(SQUATS, sets=1), record=waiting)).entries == (did(SQUATS, sets=3),)
    assert settle(retracted(EMPTY)) is None
    assert settle(logged(at(MONDAY), did(SQUATS), record=retracted(EMPTY))) is None


def test_a_retraction_is_final() -> None:
    gone = retracted(logged(at(MONDAY), did(SQUATS)))
    assert settle(gone) is None
    assert settle(corrected(gone, FIRST, at(FRIDAY), entries=(did(SQUATS),))) is None
    assert settle(logged(at(MONDAY), did(SQUATS), record=gone)) is None


def test_what_names_another_patient_changes_nothing() -> None:
    record = logged(at(MONDAY), did(SQUATS))
    assert the_fact(corrected(record, FIRST, at(TUESDAY), entries=(), patient=STRANGER)).entries == (did(SQUATS),)
    assert settle(retracted(record, STRANGER)) == settle(record)
    assert settle(retracted(retracted(record, STRANGER))) is None


def test_a_sender_whose_clock_is_wrong_has_all_of_its_times_shifted() -> None:
    assert the_fact(logged(at(MONDAY), clock_shift=-7200)).happened_at == at(MONDAY) - timedelta(hours=2)
    record = corrected(logged(at(MONDAY)), FIRST, at(TUESDAY), moved_to=at(WEDNESDAY), clock_shift=3600)
    assert the_fact(record).happened_at == at(WEDNESDAY) + timedelta(hours=1)
    # It claims Friday, but its clock is three days fast: the other correction was made later.
    record = corrected(record, SECOND, at(FRIDAY), moved_to=at(THURSDAY), clock_shift=-5 * 86_400)
    assert the_fact(record).happened_at == at(WEDNESDAY) + timedelta(hours=1)


def test_a_clock_at_the_end_of_the_calendar_is_kept() -> None:
    end = datetime.max.replace(tzinfo=UTC)
    assert the_fact(logged(end, clock_shift=600)).happened_at == end


def test_a_moved_session_is_judged_by_the_version_of_its_new_date() -> None:
    four_sets = prescribed(1, dose=Dose(sets=4))
    plan = plan_of(assigned(SQUATS), revised(2, four_sets, effective=THURSDAY))
    record = logged(at(MONDAY), did(SQUATS, sets=3))
    moved_record = corrected(record, FIRST, at(FRIDAY), moved_to=at(THURSDAY))
    before, after = (judge_week(plan, MONDAY, [the_fact(known)]) for known in (record, moved_record))
    assert (slots(before, SQUATS)[MONDAY], slots(before, SQUATS)[THURSDAY]) == ((1, 1), (1, 0))
    assert slots(after, SQUATS)[MONDAY] == (1, 0)
    assert str(slots(after, SQUATS)[THURSDAY][1]) == "3/4"


def test_a_moved_session_is_judged_by_the_zone_of_its_new_date() -> None:
    plan = plan_of(enrolled(), assigned(SQUATS), moved("America/Los_Angeles", at(WEDNESDAY)))
    record = corrected(logged(at(TUESDAY, 1), moved_as_in(SQUATS)), FIRST, at(FRIDAY), moved_to=at(FRIDAY, 1))
    week = judge_week(plan, MONDAY, [the_fact(record)])
    assert [day for day, (_, done) in slots(week, SQUATS).items() if done] == [THURSDAY]


def test_a_session_may_move_to_another_week() -> None:
    record = corrected(logged(at(MONDAY), did(SQUATS)), FIRST, at(FRIDAY), moved_to=at(date(2024, 1, 7)))
    facts = [the_fact(record)]
    plan = plan_of(assigned(SQUATS))
    assert slots(judge_week(plan, MONDAY, facts), SQUATS)[MONDAY] == (1, 0)
    assert slots(judge_week(plan, date(2024, 1, 1), facts), SQUATS)[date(2024, 1, 7)] == (1, 1)


def test_a_record_is_stored_and_read_back_as_it_was() -> None:
    record = corrected(logged(at(MONDAY), did(SQUATS, sets=1)), FIRST, at(TUESDAY), entries=(), moved_to=at(FRIDAY))
    record = retracted(corrected(record, SECOND, at(TUESDAY), in_clinic=True), STRANGER)
    stored = msgspec.json.encode(record)
    assert msgspec.json.decode(stored, type=SessionRecord) == record
    assert settle(msgspec.json.decode(stored, type=SessionRecord)) == settle(record)
