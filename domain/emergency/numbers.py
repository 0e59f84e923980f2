"""The number to call in an emergency of health, by country: the ambulance's own where the common one is another's."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.values import CountryCode

ANYWHERE = "112"
"""By the mobile networks' standard (3GPP TS 22.101) every phone takes it for an emergency call."""

_COMMON = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LT LU LV MT NL PL PT RO SE SI SK"
"""The European Union (Directive 2018/1972, article 109) and Iceland: 112 reaches the ambulance everywhere."""

NUMBERS: Mapping[CountryCode, str] = MappingProxyType(
    {
        **dict.fromkeys(_COMMON.split(), "112"),
        "AU": "000",
        "CA": "911",
        "CH": "144",
        "GB": "999",
        "LI": "144",
        "NO": "113",  # 112 is the police there
        "NZ": "111",
        "US": "911",
    }
)
