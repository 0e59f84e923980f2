"""GET /v1/today: one page of the caseload in the order of who needs somebody."""

from uuid import UUID

from eventstore.cursor import check_cursor
from eventstore.walls import Connection
from projections.alert_inbox.staffing import staffing
from projections.caseload.order import Scope, among
from services.http.audit.seen import right_at
from services.http.caseload import clinics_asked
from services.http.freshness import standing
from services.http.operation import Asked, Reply
from services.http.pages import page_cursor, read_cursor
from services.http.problems import Problem
from services.http.ratings import encode
from services.http.today.finding import After, Finding
from services.http.today.forms import TodayListAnswer
from services.http.today.lines import READERS, Asking, lines_of
from services.http.today.looks import last_visit
from services.http.today.order import counted, needs
from services.patients_known import reads_restricted

CHANGED_AT_MOST = 2_000  # events between the first page and another one

# Who is spoken of behind a position, and in how many events.
CHANGED = """
SELECT array_agg(DISTINCT subject_id) FILTER (WHERE subject_id IS NOT NULL) AS patients, count(*) AS events
FROM (SELECT subject_id FROM log.events WHERE org_id = $1 AND lane = 0 AND pos > $2 ORDER BY pos LIMIT $3) e
"""


async def list_today(asked: Asked) -> Reply:
    """Behind the first page whoever changed since is told apart: nobody is met twice, and nobody is missed."""
    query, actor = asked.query, asked.actor
    clinics = clinics_asked(actor, query.clinic_id)
    shows_all = not asked.guards.reach or reads_restricted(actor)
    scope = Scope(actor.org_id, query.therapist_id, None if clinics is None else list(clinics), shows_all)
    after = read_cursor(asked, query.cursor, After)
    async with standing(asked, *READERS) as (db, as_of, _, _):
        now = as_of.at if after is None else after.at
        house = await staffing(db, actor.org_id)
        needed = await needs(db, scope, actor.holder, house, now)
        changed = [] if after is None else await _changed(db, scope, after.position)
        finding = Finding(asked, db, scope, needed, now)
        page, behind = await finding.page(None if after is None else after.place, but=changed)
        anew = await finding.of(changed)
        visit = await last_visit(db, actor.org_id, actor.holder, as_of.at)
        news_from = None if visit is None else await check_cursor(db, actor.org_id, visit.position)
        asking = Asking(asked, db, house, as_of.at, news_from)
        lines = await lines_of(asking, [*page, *anew], needed, finding.names)
        counts = await counted(db, scope, needed, now)
    asked.seen.patients(lines, right_at(actor))
    told, later = [[lines[one] for one in ids if one in lines] for ids in (page, anew)]
    more = None
    if behind is not None:
        more = page_cursor(asked, After(after.position if after else as_of.position, now, behind))
    answer = TodayListAnswer(as_of, counts, visit, told, later, more)
    return Reply(encode(answer))


async def _changed(db: Connection, scope: Scope, position: str) -> list[UUID]:
    """Those in the scope who were spoken of since. Raises Problem `bad_cursor` where too much happened to tell."""
    pos = await check_cursor(db, scope.org_id, position)
    [(patients, events)] = await db.fetch(CHANGED, scope.org_id, pos, CHANGED_AT_MOST + 1)
    if events > CHANGED_AT_MOST:
        raise Problem("bad_cursor", "Much has happened since the first page: begin again there.")
    changed = set(patients or ())
    return [one.patient_id for one in await among(db, scope, changed) if one.patient_id in changed]
