"""What the service writes, in German."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.wording.phrase import Phrase

AGAIN = "Vielleicht haben Sie diese Nachricht schon einmal erhalten."

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "alert_waits": Phrase(
            "Eine Meldung wartet auf Sie: {clinic}",
            "Bei {clinic} wartet eine Meldung auf Ihre Antwort:\n\n{link}",
            "{clinic}: Eine Meldung wartet auf Ihre Antwort. {link}",
        ),
        "alert_urgent": Phrase(
            "Dringend: Eine Meldung wartet auf Sie: {clinic}",
            "Bei {clinic} wartet jetzt eine dringende Meldung auf Ihre Antwort:\n\n{link}",
            "{clinic}: Eine dringende Meldung wartet jetzt auf Ihre Antwort. {link}",
        ),
        "alert_again": Phrase(
            "Eine Meldung wartet noch immer auf Sie: {clinic}",
            "Bei {clinic} wartet eine Meldung, von der Sie schon wissen, noch immer auf Ihre Antwort:\n\n{link}",
            "{clinic}: Eine Meldung wartet noch immer auf Ihre Antwort. {link}",
        ),
        "alert_escalated": Phrase(
            "Eine Meldung wurde nicht rechtzeitig beantwortet: {clinic}",
            "Bei {clinic} wurde eine Meldung nicht rechtzeitig beantwortet und wartet nun auf Sie:\n\n{link}",
            "{clinic}: Eine Meldung wurde nicht rechtzeitig beantwortet und wartet nun auf Sie. {link}",
        ),
        "webhook_gone": Phrase(
            "Nachrichten erreichen {what} nicht mehr",
            "{what} hat erklärt, keine Nachrichten mehr anzunehmen; es wird nichts mehr dorthin "
            "geschickt. Sobald es wieder so weit ist, schalten Sie den Webhook wieder ein:\n\n{link}",
            "{what} nimmt keine Nachrichten mehr an: der Webhook ist abgeschaltet. {link}",
        ),
        "webhook_failing": Phrase(
            "Seit Tagen erreichen Nachrichten {what} nicht",
            "Nachrichten an {what} scheitern immer wieder; der Webhook ist abgeschaltet. Sobald es "
            "wieder geht, schalten Sie ihn ein und lassen Sie das Versäumte noch einmal schicken:\n\n{link}",
            "Nachrichten an {what} scheitern: der Webhook ist abgeschaltet. {link}",
        ),
        "digest": Phrase(
            "Was heute auf Sie wartet: {count}",
            "Meldungen, die auf Ihre Antwort warten: {count}\n\n{link}",
            "Meldungen, die auf Ihre Antwort warten: {count}. {link}",
        ),
        "reminder_1": Phrase(
            "Zeit für Ihr Programm",
            "Jetzt ist ein guter Moment für das, was Sie und {clinic} für heute geplant haben.\n\n{link}",
            "Jetzt ist ein guter Moment für Ihr Programm. {clinic} {link}",
        ),
        "reminder_2": Phrase(
            "Ein paar Minuten für Sie",
            "Ihr Programm für heute liegt noch vor Ihnen. Ein paar Minuten genügen für den Anfang."
            "\n\n{link}\n\n{clinic}",
            "Ihr Programm liegt heute noch vor Ihnen; ein paar Minuten genügen. {clinic} {link}",
        ),
        "reminder_3": Phrase(
            "Wann immer Sie so weit sind",
            "Ihr Programm ist bereit, wann immer Sie es sind: Hier ist der Teil für heute.\n\n{link}\n\n{clinic}",
            "Der heutige Teil Ihres Programms ist bereit, wann immer Sie es sind. {clinic} {link}",
        ),
        "reminder_4": Phrase(
            "Der heutige Teil Ihres Programms",
            "Jeder Tag zählt ein wenig. Hier ist der heutige Teil Ihres Programms.\n\n{link}\n\n{clinic}",
            "Jeder Tag zählt ein wenig: Hier ist der heutige Teil. {clinic} {link}",
        ),
        "reminder_cue_1": Phrase(
            "In Ihrem gewohnten Moment",
            "Ihr gewohnter Moment kommt auch heute: Denken Sie dann an Ihr Programm.\n\n{link}\n\n{clinic}",
            "Denken Sie heute in Ihrem gewohnten Moment an Ihr Programm. {clinic} {link}",
        ),
        "reminder_cue_2": Phrase(
            "Bei dem, was Sie ohnehin tun",
            "Was Sie heute ohnehin tun, ist der Moment für Ihr Programm.\n\n{link}\n\n{clinic}",
            "Was Sie ohnehin tun, ist der Moment für Ihr Programm. {clinic} {link}",
        ),
        "reminder_cue_3": Phrase(
            "Wenn es das nächste Mal so weit ist",
            "Wenn Ihr Moment heute das nächste Mal kommt, lassen Sie Ihr Programm mitlaufen.\n\n{link}\n\n{clinic}",
            "Wenn Ihr Moment das nächste Mal kommt, lassen Sie Ihr Programm mitlaufen. {clinic} {link}",
        ),
        "reminder_cue_4": Phrase(
            "Wenig und oft",
            "Wenig und oft, das hilft: Nehmen Sie die Momente von heute, wie sie kommen.\n\n{link}\n\n{clinic}",
            "Wenig und oft: Nehmen Sie die Momente von heute, wie sie kommen. {clinic} {link}",
        ),
        "nudge": Phrase(
            "Wie läuft es?",
            "Wir haben seit einigen Tagen nichts von Ihnen gehört. Das kommt vor; Sie können heute weitermachen, mit "
            "so wenig, wie Sie mögen. Wenn Sie etwas davon abhält, sagen Sie es uns hier.\n\n{link}\n\n{clinic}",
            "Seit einigen Tagen nichts gehört. Machen Sie mit so wenig weiter, wie Sie mögen, oder sagen Sie uns, was "
            "Sie abhält. {clinic} {link}",
        ),
        "next_morning": Phrase(
            "Wie geht es Ihnen heute Morgen?",
            "Ihre Antwort hilft, Ihr Programm richtig einzustellen. Sie dauert nur einen Moment.\n\n{link}\n\n{clinic}",
            "Wie geht es Ihnen heute Morgen? Ihre Antwort hilft, Ihr Programm richtig einzustellen. {clinic} {link}",
        ),
        "message_waits": Phrase(
            "Eine Nachricht wartet auf Sie",
            "Bei {clinic} wartet eine Nachricht auf Sie:\n\n{link}",
            "{clinic}: Eine Nachricht wartet auf Sie. {link}",
        ),
        "break_glass": Phrase(
            "Bei {clinic} werden Daten im Notfall gelesen",
            "Jemand aus dem Personal liest bei {clinic} für eine Stunde und aus einem angegebenen Grund Daten "
            "außerhalb der eigenen Zuständigkeit. Was gelesen wird, steht hier:\n\n{link}",
            "{clinic}: Daten werden für eine Stunde außerhalb der Zuständigkeit gelesen, mit Grund. {link}",
        ),
        "leaving": Phrase(
            "Ihre Organisation verlässt Carryover",
            "Für Ihre Organisation wurde gekündigt. Am {date} wird alles vernichtet, was sie hier hat: "
            "niemand kann es zurückholen. Bis dahin kann ein Inhaber alles abholen und die Kündigung "
            "zurücknehmen:"
            "\n\n{link}",
            "Am {date} wird alles Ihrer Organisation vernichtet. {link}",
        ),
        "staying": Phrase(
            "Ihre Organisation bleibt bei Carryover",
            "Die Kündigung wurde zurückgenommen: Ihre Organisation bleibt, und nichts wird vernichtet.\n\n{link}",
            "Die Kündigung wurde zurückgenommen: nichts wird vernichtet. {link}",
        ),
        "invitation": Phrase(
            "Sie sind zu Carryover eingeladen",
            "Eine Praxis lädt Sie ein, mit Carryover zu arbeiten. Der Link ist nur für Sie; er gilt einmal, sieben "
            "Tage lang:\n\n{link}",
            "Sie sind zu Carryover eingeladen. {link}",
        ),
        "forgotten": Phrase(
            "Ein neues Passwort setzen",
            "Jemand hat für Sie um ein neues Passwort gebeten. Waren Sie es, gilt dieser Link einmal, eine halbe "
            "Stunde lang; waren Sie es nicht, ist nichts zu tun.\n\n{link}",
            "Ein neues Passwort setzen: {link}",
        ),
        "operator": Phrase("{what}", "{text}", "{what}"),
    }
)
