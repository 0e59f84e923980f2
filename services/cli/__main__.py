"""So that `python -m services.cli` is the command `carryover`."""

from services.cli.main import main

main()
