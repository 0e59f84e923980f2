"""Reading what the mail sink took."""

import json
from typing import Any

from services.embedded.mail import MailSink


def mails(sink: MailSink) -> list[dict[str, Any]]:
    """In the order of their arrival: from, to, subject, body, headers."""
    return [json.loads(line) for line in sink.file.read_text(encoding="utf-8").splitlines()]


def address(sink: MailSink) -> str:
    return f"smtp://{sink.host}:{sink.port}"
