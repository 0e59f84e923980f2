"""What is logged of a key set that could not be fetched: where it was asked for, and no more of the address."""

from types import SimpleNamespace
from uuid import UUID

from structlog.testing import capture_logs

from domain.partner.events import PartnerKeySetSet
from services.egress import Egress
from services.partners.key_sets import KeySets

THEIRS = PartnerKeySetSet(partner_id=UUID(int=1), url="https://10.0.0.1/jwks?sig=a-secret")


async def test_the_path_and_the_query_of_an_address_stand_in_no_log() -> None:
    with capture_logs() as logged:
        assert await KeySets(SimpleNamespace(egress=Egress())).find(THEIRS, "a key") is None
    assert [(line["event"], line["origin"]) for line in logged] == [("key_set_not_fetched", "https://10.0.0.1")]
    assert "a-secret" not in str(logged)
