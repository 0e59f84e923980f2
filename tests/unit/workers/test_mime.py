"""A mail as we write it is read by the standard library as the one meant."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.channels.mime import as_mail, is_address

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=400)


def read(headers: dict[str, str], text: str = "", html: str = "") -> EmailMessage:
    mail = message_from_bytes(as_mail(headers, text, html, "part-1"), policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


@given(TEXT, TEXT)
def test_both_bodies_arrive_as_they_were_meant(text: str, html: str) -> None:
    mail = read({"To": "a@clinic.test"}, text, html)
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert lines(plain.get_payload(decode=True).decode()) == lines(text)  # type: ignore[union-attr]  # it is bytes
    assert lines(rich.get_payload(decode=True).decode()) == lines(html)  # type: ignore[union-attr]
    assert mail.defects == plain.defects == rich.defects == []


@pytest.mark.parametrize(
    "subject",
    [
        "An alert waits",
        "Grüße vom Hafen",
        "¿Cómo va?" * 12,
        "word " * 40 + "end",
        "=?utf-8?q?no?=",
        "emoji \N{SAUROPOD}",
    ],
)
def test_a_subject_in_any_script_arrives(subject: str) -> None:
    assert read({"Subject": subject})["Subject"] == subject


def test_headers_keep_their_order_and_none_can_smuggle_in_another() -> None:
    assert list(read({"From": "a@x.test", "To": "b@x.test", "X": "1"}).keys())[:3] == ["From", "To", "X"]
    for broken in ("b@x.test\r\nBcc: all@x.test", "b\nBcc: c", "b\rc"):
        with pytest.raises(ValueError, match="more than one line"):
            as_mail({"To": broken}, "", "", "part-1")


@pytest.mark.parametrize("text", ["hands@clinic.test", "o'neill+carryover@mail.example", "grün@hafen.example"])
def test_one_address_is_an_address(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text", ["", "hands", "a@b, c@d", "a@b c@d", "<a@b>", "a@b\r\nBcc: c@d", "@b", "a@", "a@b@c", '"a b"@c', "a;b@c"]
)
def test_anything_else_is_none(text: str) -> None:
    assert not is_address(text)
