"""What the service writes, in English."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.wording.phrase import Phrase

AGAIN = "You may have had this before."

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "alert_waits": Phrase(
            "An alert waits for you at {clinic}",
            "At {clinic} an alert waits for your answer:\n\n{link}",
            "{clinic}: an alert waits for your answer. {link}",
        ),
        "alert_urgent": Phrase(
            "Urgent: an alert waits for you at {clinic}",
            "At {clinic} an urgent alert waits for your answer now:\n\n{link}",
            "{clinic}: an urgent alert waits for your answer now. {link}",
        ),
        "alert_again": Phrase(
            "An alert still waits for you at {clinic}",
            "At {clinic} an alert that you have been told of still waits for your answer:\n\n{link}",
            "{clinic}: an alert still waits for your answer. {link}",
        ),
        "alert_escalated": Phrase(
            "An alert at {clinic} was not answered in time",
            "At {clinic} an alert was not answered in time, and now waits for you:\n\n{link}",
            "{clinic}: an alert was not answered in time and now waits for you. {link}",
        ),
        "webhook_gone": Phrase(
            "News no longer reaches {what}",
            "{what} has said that it no longer takes news, so nothing is posted to it any more. Once "
            "it does again, enable the webhook:\n\n{link}",
            "{what} no longer takes news: its webhook is stopped. {link}",
        ),
        "webhook_failing": Phrase(
            "News has not reached {what} for days",
            "Posting news to {what} keeps failing, so the webhook is stopped. Once it works again, "
            "enable it and have the news since posted again:\n\n{link}",
            "Posting to {what} keeps failing: its webhook is stopped. {link}",
        ),
        "digest": Phrase(
            "What waits for you today: {count}",
            "Alerts that wait for your answer: {count}\n\n{link}",
            "Alerts that wait for your answer: {count}. {link}",
        ),
        "reminder_1": Phrase(
            "Time for your program",
            "Now is a good moment for what you and {clinic} have planned for today.\n\n{link}",
            "Now is a good moment for your program. {clinic} {link}",
        ),
        "reminder_2": Phrase(
            "A few minutes for yourself",
            "Your program for today is still ahead of you. A few minutes are enough to begin.\n\n{link}\n\n{clinic}",
            "Your program is still ahead of you today; a few minutes are enough. {clinic} {link}",
        ),
        "reminder_3": Phrase(
            "Ready when you are",
            "Your program is ready when you are: today's part is here.\n\n{link}\n\n{clinic}",
            "Today's part of your program is ready when you are. {clinic} {link}",
        ),
        "reminder_4": Phrase(
            "Today's part of your program",
            "Each day counts a little. Here is today's part of your program.\n\n{link}\n\n{clinic}",
            "Each day counts a little: here is today's part. {clinic} {link}",
        ),
        "reminder_cue_1": Phrase(
            "At your usual moment",
            "Your usual moment for it comes round today, too: think of your program then.\n\n{link}\n\n{clinic}",
            "Think of your program at your usual moment today. {clinic} {link}",
        ),
        "reminder_cue_2": Phrase(
            "Along with what you do anyway",
            "What you do anyway today is the moment for your program.\n\n{link}\n\n{clinic}",
            "What you do anyway is the moment for your program. {clinic} {link}",
        ),
        "reminder_cue_3": Phrase(
            "Next time it comes up",
            "Next time your moment comes up today, let your program go along with it.\n\n{link}\n\n{clinic}",
            "Next time your moment comes up, let your program go along. {clinic} {link}",
        ),
        "reminder_cue_4": Phrase(
            "Small and often",
            "Small and often is what helps: take today's moments as they come.\n\n{link}\n\n{clinic}",
            "Small and often: take today's moments as they come. {clinic} {link}",
        ),
        "nudge": Phrase(
            "How is it going?",
            "We have not heard from you for some days. That happens; you can go on today, with as little as you like. "
            "If something keeps you from it, tell us here.\n\n{link}\n\n{clinic}",
            "Not heard from you for some days. Go on with as little as you like, or tell us what is in the way. "
            "{clinic} {link}",
        ),
        "next_morning": Phrase(
            "How are you this morning?",
            "Your answer helps to set your program right. It takes a moment.\n\n{link}\n\n{clinic}",
            "How are you this morning? Your answer helps to set your program right. {clinic} {link}",
        ),
        "message_waits": Phrase(
            "A message waits for you",
            "A message waits for you at {clinic}:\n\n{link}",
            "{clinic}: a message waits for you. {link}",
        ),
        "break_glass": Phrase(
            "Data at {clinic} is being read in an emergency",
            "A member of staff reads data at {clinic} out of their reach, for one hour and for a reason that was "
            "given. What is read is noted here:\n\n{link}",
            "{clinic}: data is being read out of reach, for one hour and for a reason. {link}",
        ),
        "leaving": Phrase(
            "Your organisation leaves Carryover",
            "Notice was given that your organisation leaves. On {date} everything that it has here is "
            "destroyed: nobody can bring it back. Until then an owner can fetch all of it, and take the "
            "notice back:"
            "\n\n{link}",
            "On {date} everything of your organisation is destroyed. {link}",
        ),
        "staying": Phrase(
            "Your organisation stays with Carryover",
            "The notice was taken back: your organisation stays, and nothing is destroyed.\n\n{link}",
            "The notice was taken back: nothing is destroyed. {link}",
        ),
        "invitation": Phrase(
            "You are invited to Carryover",
            "A clinic invites you to work with Carryover. This link is for you alone; it is good once, for seven days:"
            "\n\n{link}",
            "You are invited to Carryover. {link}",
        ),
        "forgotten": Phrase(
            "Set a new password",
            "Somebody asked for a new password for you. If it was you, this link is good once, for half an hour; if "
            "not, there is nothing to do.\n\n{link}",
            "Set a new password: {link}",
        ),
        "operator": Phrase("{what}", "{text}", "{what}"),
    }
)
