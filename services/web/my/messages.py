"""What the patient and the clinic wrote to each other, and a place to write."""

from services.http.messages import MessagesAnswer
from services.web.my.who import framed, who
from services.web.page import Shown
from services.web.view import View

SHOWN = 50
"""The newest; older ones are a page further."""


async def messages(view: View) -> Shown:
    me = await who(view)
    answer = await view.read(
        "patientMessages", MessagesAnswer, {"patient_id": me.patient_id}, limit=SHOWN, cursor=view.query.cursor
    )
    unread = next((message.message_id for message in answer.messages if not message.from_patient), None)
    fields = framed(
        view,
        me,
        answer.as_of.position,
        thread=answer.messages[::-1],
        older=answer.next_cursor,
        newest=view.query.cursor is None,
        unread=unread if answer.unread else None,
    )
    return Shown("my/messages.html", view.words("Messages"), fields)
