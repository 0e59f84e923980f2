"""A clinic's thresholds: what counts now, and trying others on the clinic's own past before they are switched on."""

from typing import Any

import msgspec

from domain.clinic.events import Policy
from services.http.dry_runs import DryRunAnswer
from services.http.people.search import PatientsAnswer
from services.http.ratings import in_points
from services.web.clinic.drawings import run_bars
from services.web.clinic.numbers import RULES, UNITS, given
from services.web.clinic.team import tabs, team_of
from services.web.page import Shown
from services.web.view import View


async def show(view: View) -> Shown:
    team = await team_of(view)
    fields = {"team": team, "tabs": tabs(view, team), "rules": RULES, "units": UNITS, "given": given}
    return Shown("clinic/policy.html", view.words("Thresholds"), {**fields, "may": view.may("tryThisPolicy")})


async def show_run(view: View) -> Shown:
    at = {"clinic_id": view.path["clinic_id"]}
    team = await team_of(view)
    run = await view.read("oneDryRun", DryRunAnswer, {**at, "run_id": view.path["run_id"]})
    before = team.clinic.policy
    fields = {
        "team": team,
        "tabs": tabs(view, team),
        "run": run,
        "running": run.state in ("waiting", "running"),
        "changes": [
            (rule.rule, setting, given(before, setting), given(run.policy, setting))
            for rule in RULES
            for setting in rule.settings
            if given(before, setting) != given(run.policy, setting)
        ],
        "units": UNITS,
        "chart": run_bars(view.words, run) if run.rules else None,
        "policy": msgspec.json.encode(_said(run.policy)).decode(),
        "may_save": view.may("setClinicPolicy"),
        "names": await _names(view, run),
        "zone": team.clinic.clinic.zone,
    }
    return Shown("clinic/try.html", view.words("Thresholds on trial"), fields)


def _said(policy: Policy) -> dict[str, Any]:
    found: dict[str, Any] = in_points(policy)
    return {name: value for name, value in found.items() if value is not None}


async def _names(view: View, run: DryRunAnswer) -> dict[str, str]:
    """Of the patients whose alerts are shown as examples."""
    wanted = {str(example.patient_id) for example in (*run.only_with_it, *run.no_more)}
    if not wanted:
        return {}
    found = await view.read("listPatients", PatientsAnswer, clinic=run.clinic_id, limit=200)
    named = {str(line.patient.patient_id): line.name for line in found.patients if line.name}
    return {patient_id: name for patient_id, name in named.items() if patient_id in wanted}
