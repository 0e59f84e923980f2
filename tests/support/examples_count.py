"""How many examples a property is tried with: 200, in the nightly mode 2,000."""

import os

EXAMPLES = int(os.environ.get("CARRYOVER_EXAMPLES", "200"))
