"""Converts the real logs: `python -m tests.support.real_logs OUT CLINIC_ID`; the folder is CARRYOVER_REAL_LOGS."""

import sys
from collections import Counter
from pathlib import Path
from uuid import UUID

from tests.support.real_logs.convert import Conversion, convert_all
from tests.support.real_logs.folder import real_logs


def summary(conversion: Conversion) -> str:
    """How many lines and events there are, and each reason for which lines were not used, with its number."""
    reasons = Counter[str]()
    for report in conversion.reported:
        reasons[report.reason.partition(":")[0]] += report.lines
    unused = sum(reasons.values())
    lines = [
        f"{conversion.lines} lines: {conversion.lines - unused} became events, {unused} are reported",
        *(f"  {count} x {reason}" for reason, count in reasons.most_common()),
        f"{len(conversion.left_out)} cells of used lines said nothing usable",
        f"{conversion.events} events of {len(conversion.files)} people",
    ]
    return "\n".join(lines)


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folder = real_logs()
    if folder is None:
        print("There are no real logs; name their folder in CARRYOVER_REAL_LOGS.", file=sys.stderr)
        return 2
    print(summary(convert_all(folder, Path(arguments[0]), UUID(arguments[1]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
