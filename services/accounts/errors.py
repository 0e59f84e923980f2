"""Why somebody is not let in. What exactly was wrong nobody is told who could learn from it."""


class NotLetIn(Exception):
    """`code` is one of the doors'; `seconds` until it makes sense to try again, where that is the reason."""

    def __init__(self, code: str, seconds: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.seconds = seconds
