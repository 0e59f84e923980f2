"""What an operator is told when a backup or a restore cannot go on."""


class BackupError(Exception):
    """A sentence that says what is missing or wrong, and what to do."""
