"""The written list: what is done for each stored kind of effect, and who is told when one is given up."""

from collections.abc import Mapping
from types import MappingProxyType

from eventstore.walls import Pool
from projections.operator_alarm import OPERATOR_ALARM
from services.alert_effects import ALERT_DELIVER
from workers.alert_delivery import deliver_alert
from workers.alert_operator import deliver_operator_alarm
from workers.doing import Buried, Doing, one_by_one
from workers.dry_run import DryRuns

KINDS: Mapping[str, Doing] = MappingProxyType(
    {
        ALERT_DELIVER: one_by_one(deliver_alert),
        OPERATOR_ALARM: one_by_one(deliver_operator_alarm),
    }
)


def kinds_of(pool: Pool) -> Mapping[str, Doing]:
    """The list, with the kinds that keep rows of their own, over the engine's pool."""
    return {**KINDS, **DryRuns(pool).kinds}


BURIED: Mapping[str, Buried] = MappingProxyType({})
"""For the kinds where that has to be recorded."""
