"""How a property is tried: as often as is asked for, and however slow the machine is."""

from hypothesis import HealthCheck, settings

from tests.support.examples_count import EXAMPLES

examples = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
