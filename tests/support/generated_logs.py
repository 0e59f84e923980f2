"""Diaries made up with a seeded die, as messy as the real ones, for machines where the real ones are not."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

PAIN_HEADING = "year,month,day,region,side,intensity"
SPORT_HEADING = (
    "year,month,day,activity,start time,duration,km,denivelation,app dur,app den,pain after,in reg,Side,"
    "effort Intensity,other,mean effort intensity,"
)
SRPE_HEADING = "end_date_time,activity_names,perceived_exertion,duration_min"
WELLNESS_HEADING = (
    "effective_time_frame,fatigue,mood,readiness,sleep_duration_h,sleep_quality,soreness,soreness_area,stress"
)
INJURY_HEADING = "effective_time_frame,injuries"

REGIONS = (
    "Knees",
    "Hands And Fingers",
    "Forehead and Eyes",
    "Shoulder Neck",
    "Low back",
    "right big toe",
    "Sick/Tired",
)
SIDES = ("", "", "", "", "Right Only", "Left Mostly")
ACTIVITIES = ("Walk", "Climbing", "Swimming", "Mt Bike", "Surfing", "Yoga", "Alpi Ski")
TEAM_ACTIVITIES = ("['individual', 'running']", "['team', 'soccer']", "['individual', 'strength', 'endurance']")
AREAS = ("[12921003]", "[48979004, 32696007]", "[69536005]", "[22943007, 368208006]")
COMPLAINTS = ("{}", "{}", "{}", "{'left_foot': 'minor'}", "{'groin_hip': 'minor', 'right_leg': 'major'}")

PAIN_FAULTS = (
    "",  # an empty line
    PAIN_HEADING,  # the heading once more, in the middle
    ",,,Knees,,strong",
    ",,,Knees,,12",
    ",,,Knees,,-3",
    ",,,The aura,,3",
    ",,31,Knees,Upside,3",
    ",2,30,Knees,,3",
    'an "inch, and no more',
    ',,,"Knees,,3',
    "99999,1,1,Knees,,3\n2021,6,2,Knees,,3",  # a year mistyped, and put right on the next line
)
SPORT_FAULTS = (
    "",
    SPORT_HEADING,
    ",,,Sleeping,taplog,taplog,,,,,,,,,,,",
    ",,thirty,Walk,,,,,,,,,,,,,",
    ',,,"Walk,,,',
)
SRPE_FAULTS = (
    "yesterday,\"['individual', 'running']\",5,30",
    "2018-11-06T22:41:17.300,\"['individual', 'running']\",5,30",
    "2018-11-06T22:41:17.300Z,running,5,30",
    "2018-11-06T22:41:17.300Z,\"['individual']\",5,30",
    "2018-11-06T22:41:17.300Z,\"['individual', 'chess boxing']\",5,30",
)
WELLNESS_FAULTS = (
    WELLNESS_HEADING,
    "2019-12-01T07:00:00.000Z,0,0,0,0,0,0,[],0",
    "2019-12-01T07:00:00.000Z,2,2,2,7,2,2,[123],2",
    "2019-12-01T07:00:00.000Z,2,2,2,7,2,sore,[],2",
)
INJURY_FAULTS = (
    "2019-12-01T07:00:00.000Z,{'tail': 'minor'}",
    "2019-12-01T07:00:00.000Z,{'left_foot': 'odd'}",
    "2019-12-01T07:00:00.000Z,{'left_foot'",
)


def generate(folder: Path, seed: int = 1, days: int = 700, people: int = 8) -> Path:
    """Writes the diaries of one person over `days` days and of `people` others over a fifth of it; the same for the
    same seed. Answers the folder."""
    die = random.Random(seed)
    first = date(2021, 3, 1)
    _write(
        folder / "myaiguide" / "participant1_pain.csv",
        ["No value = similar as previous day for:,,,region,side  and ,intensity", PAIN_HEADING],
        _with_faults(die, _pain(die, first, days), PAIN_FAULTS),
    )
    _write(
        folder / "myaiguide" / "participant1_sport.csv",
        [SPORT_HEADING],
        _with_faults(die, _sport(die, first, days), SPORT_FAULTS),
    )
    for number in range(1, people + 1):
        path = folder / "pmdata" / f"p{number:02}"
        rows = _with_faults(die, _exertion(die, first, days // 5), SRPE_FAULTS)
        _write(path.with_name(f"{path.name}_srpe.csv"), [SRPE_HEADING], rows)
        rows = _with_faults(die, _wellness(die, first, days // 5), WELLNESS_FAULTS)
        _write(path.with_name(f"{path.name}_wellness.csv"), [WELLNESS_HEADING], rows)
        rows = _with_faults(die, _injuries(die, first, days // 5), INJURY_FAULTS)
        _write(path.with_name(f"{path.name}_injury.csv"), [INJURY_HEADING], rows)
    return folder


def _write(path: Path, headings: Sequence[str], rows: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*headings, *rows]) + "\n", encoding="utf-8")


def _with_faults(die: random.Random, rows: Iterator[str], faults: Sequence[str]) -> list[str]:
    """Every fault at least once between the rows, some of them twice, and never before the first row."""
    mixed = list(rows)
    for fault in [*faults, *die.choices(faults, k=3)]:
        mixed.insert(die.randint(1, len(mixed)), fault)
    return mixed


def _dates(die: random.Random, first: date, days: int) -> Iterator[tuple[str, date]]:
    """The three cells of each kept day, blank where nothing changed; some days are missing, some come twice, some late,
    and one year was mistyped and lies ahead."""
    said = (0, 0)
    for offset in range(days):
        if die.random() < 0.06:
            continue
        day = first + timedelta(days=offset)
        if die.random() < 0.02:
            day -= timedelta(days=die.randint(1, 9))
        if offset == days // 2:
            yield f"{day.year + 100},{day.month},{day.day}", day
            said = (0, 0)
        for _ in range(2 if die.random() < 0.05 else 1):
            year = "" if day.year == said[0] else str(day.year)
            month = "" if (day.year, day.month) == said else str(day.month)
            yield f"{year},{month},{day.day}", day
            said = (day.year, day.month)


def _pain(die: random.Random, first: date, days: int) -> Iterator[str]:
    for when, _ in _dates(die, first, days):
        regions = die.sample(REGIONS, die.randint(1, 5))
        for index, region in enumerate(regions):
            intensity = die.choice((f"{die.uniform(0, 8):.1f}", str(die.randint(0, 9)), "3-4", '"2,5"', "~3"))
            beyond = ",could be more" if die.random() < 0.02 else ""
            yield f"{',,' if index else when},{region},{die.choice(SIDES)},{intensity}{beyond}"
        if die.random() < 0.03:
            yield ",,,,,"[: die.randint(4, 5)] + str(die.randint(0, 9))


def _sport(die: random.Random, first: date, days: int) -> Iterator[str]:
    for when, _ in _dates(die, first, days):
        start = die.choice(("taplog", "", "Garmin", f"{die.randint(6, 20)}:{die.randint(0, 59):02}", "2:30"))
        duration = die.choice(("taplog", "", "0", "17.5", str(die.randint(5, 180)), "90-120", "4000"))
        pain = die.choice((",,", ",,", f"{die.uniform(0, 7):.1f},Knees,", "3,Shoulder Neck,Left Mostly", "bad,Knees,"))
        effort = die.choice(("", f"{die.uniform(1, 9):.1f}", "6a+"))
        yield f"{when},{die.choice(ACTIVITIES)},{start},{duration},~1,?,,,{pain},{effort},,,"


def _moments(die: random.Random, first: date, days: int, share: float) -> Iterator[str]:
    """Moments in UTC on a share of the days; some entered late, so out of order, and some twice."""
    for offset in range(days):
        if die.random() > share:
            continue
        moment = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(
            days=offset - die.choice((0, 0, 0, 0, 0, 0, 0, 0, 0, 6)), seconds=die.randint(0, 86_399)
        )
        for _ in range(2 if die.random() < 0.05 else 1):
            yield moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _exertion(die: random.Random, first: date, days: int) -> Iterator[str]:
    for moment in _moments(die, first, days, 0.5):
        effort = die.choice((*map(str, range(1, 11)), "hard"))
        yield f'{moment},"{die.choice(TEAM_ACTIVITIES)}",{effort},{die.choice((0, 20, 30, 60, 90))}'


def _wellness(die: random.Random, first: date, days: int) -> Iterator[str]:
    for moment in _moments(die, first, days, 0.9):
        soreness = die.choice((1, 2, 3, 3, 3, 3, 4, 5))
        areas = f'"{die.choice(AREAS)}"' if soreness < 3 else "[]"
        yield f"{moment},2,3,5,6,3,{soreness},{areas},3"


def _injuries(die: random.Random, first: date, days: int) -> Iterator[str]:
    for moment in _moments(die, first, days, 0.15):
        complaint = die.choice(COMPLAINTS)
        spread = complaint.replace(", ", ",\n ") if die.random() < 0.5 else complaint
        yield f'{moment},"{spread}"'
