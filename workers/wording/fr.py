"""What the service writes, in French."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.wording.phrase import Phrase

AGAIN = "Vous avez peut-être déjà reçu ce message."

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "alert_waits": Phrase(
            "Une alerte vous attend : {clinic}",
            "Chez {clinic}, une alerte attend votre réponse :\n\n{link}",
            "{clinic} : une alerte attend votre réponse. {link}",
        ),
        "alert_urgent": Phrase(
            "Urgent : une alerte vous attend : {clinic}",
            "Chez {clinic}, une alerte urgente attend votre réponse maintenant :\n\n{link}",
            "{clinic} : une alerte urgente attend votre réponse maintenant. {link}",
        ),
        "alert_again": Phrase(
            "Une alerte vous attend toujours : {clinic}",
            "Chez {clinic}, une alerte que vous connaissez déjà attend toujours votre réponse :\n\n{link}",
            "{clinic} : une alerte attend toujours votre réponse. {link}",
        ),
        "alert_escalated": Phrase(
            "Une alerte est restée sans réponse : {clinic}",
            "Chez {clinic}, une alerte n'a pas reçu de réponse à temps et vous attend maintenant :\n\n{link}",
            "{clinic} : une alerte n'a pas reçu de réponse à temps et vous attend maintenant. {link}",
        ),
        "webhook_gone": Phrase(
            "Les nouvelles n'arrivent plus chez {what}",
            "{what} a indiqué ne plus accepter de nouvelles ; plus rien ne lui est envoyé. Dès qu'il "
            "les accepte de nouveau, réactivez le webhook :\n\n{link}",
            "{what} n'accepte plus de nouvelles : son webhook est arrêté. {link}",
        ),
        "webhook_failing": Phrase(
            "Les nouvelles n'arrivent pas chez {what} depuis des jours",
            "Les envois à {what} échouent sans cesse ; le webhook est arrêté. Dès qu'ils "
            "fonctionnent de nouveau, réactivez-le et faites renvoyer ce qui manque :\n\n{link}",
            "Les envois à {what} échouent : son webhook est arrêté. {link}",
        ),
        "digest": Phrase(
            "Ce qui vous attend aujourd'hui : {count}",
            "Alertes qui attendent votre réponse : {count}\n\n{link}",
            "Alertes qui attendent votre réponse : {count}. {link}",
        ),
        "reminder_1": Phrase(
            "C'est l'heure de votre programme",
            "C'est un bon moment pour ce que vous et {clinic} avez prévu pour aujourd'hui.\n\n{link}",
            "C'est un bon moment pour votre programme. {clinic} {link}",
        ),
        "reminder_2": Phrase(
            "Quelques minutes pour vous",
            "Votre programme du jour est encore devant vous. Quelques minutes suffisent pour commencer."
            "\n\n{link}\n\n{clinic}",
            "Votre programme du jour est encore devant vous ; quelques minutes suffisent. {clinic} {link}",
        ),
        "reminder_3": Phrase(
            "Quand vous voulez",
            "Votre programme est prêt quand vous voulez : voici la partie d'aujourd'hui.\n\n{link}\n\n{clinic}",
            "La partie d'aujourd'hui de votre programme est prête quand vous voulez. {clinic} {link}",
        ),
        "reminder_4": Phrase(
            "La partie d'aujourd'hui de votre programme",
            "Chaque jour compte un peu. Voici la partie d'aujourd'hui de votre programme.\n\n{link}\n\n{clinic}",
            "Chaque jour compte un peu : voici la partie d'aujourd'hui. {clinic} {link}",
        ),
        "reminder_cue_1": Phrase(
            "À votre moment habituel",
            "Votre moment habituel revient aujourd'hui aussi : pensez alors à votre programme.\n\n{link}\n\n{clinic}",
            "Pensez à votre programme à votre moment habituel aujourd'hui. {clinic} {link}",
        ),
        "reminder_cue_2": Phrase(
            "Avec ce que vous faites de toute façon",
            "Ce que vous faites de toute façon aujourd'hui est le moment de votre programme.\n\n{link}\n\n{clinic}",
            "Ce que vous faites de toute façon est le moment de votre programme. {clinic} {link}",
        ),
        "reminder_cue_3": Phrase(
            "La prochaine fois que le moment vient",
            "La prochaine fois que votre moment vient aujourd'hui, joignez-y votre programme.\n\n{link}\n\n{clinic}",
            "La prochaine fois que votre moment vient, joignez-y votre programme. {clinic} {link}",
        ),
        "reminder_cue_4": Phrase(
            "Peu et souvent",
            "Peu et souvent, c'est ce qui aide : prenez les moments d'aujourd'hui comme ils viennent."
            "\n\n{link}\n\n{clinic}",
            "Peu et souvent : prenez les moments d'aujourd'hui comme ils viennent. {clinic} {link}",
        ),
        "nudge": Phrase(
            "Comment cela se passe-t-il ?",
            "Nous n'avons pas eu de vos nouvelles depuis quelques jours. Cela arrive ; vous pouvez continuer "
            "aujourd'hui, avec aussi peu que vous voulez. Si quelque chose vous en empêche, dites-le-nous ici."
            "\n\n{link}\n\n{clinic}",
            "Pas de nouvelles depuis quelques jours. Continuez avec aussi peu que vous voulez, ou dites-nous ce qui "
            "vous en empêche. {clinic} {link}",
        ),
        "next_morning": Phrase(
            "Comment allez-vous ce matin ?",
            "Votre réponse aide à bien régler votre programme. Elle prend un instant.\n\n{link}\n\n{clinic}",
            "Comment allez-vous ce matin ? Votre réponse aide à bien régler votre programme. {clinic} {link}",
        ),
        "message_waits": Phrase(
            "Un message vous attend",
            "Chez {clinic}, un message vous attend :\n\n{link}",
            "{clinic} : un message vous attend. {link}",
        ),
        "break_glass": Phrase(
            "Chez {clinic}, des données sont lues en urgence",
            "Chez {clinic}, un membre du personnel lit des données hors de son périmètre, pendant une heure et pour un "
            "motif indiqué. Ce qui est lu est noté ici :\n\n{link}",
            "{clinic} : des données sont lues hors périmètre, pendant une heure et avec motif. {link}",
        ),
        "leaving": Phrase(
            "Votre organisation quitte Carryover",
            "Le départ de votre organisation a été annoncé. Le {date}, tout ce qu'elle a ici est détruit : "
            "personne ne pourra le retrouver. D'ici là, un propriétaire peut tout récupérer et revenir sur "
            "cette décision :"
            "\n\n{link}",
            "Le {date}, tout ce qui est à votre organisation est détruit. {link}",
        ),
        "staying": Phrase(
            "Votre organisation reste chez Carryover",
            "Le départ est annulé : votre organisation reste, et rien n'est détruit.\n\n{link}",
            "Le départ est annulé : rien n'est détruit. {link}",
        ),
        "invitation": Phrase(
            "Vous êtes invité à rejoindre Carryover",
            "Un cabinet vous invite à travailler avec Carryover. Ce lien est pour vous seul ; il sert une fois, "
            "pendant sept jours :\n\n{link}",
            "Vous êtes invité à rejoindre Carryover. {link}",
        ),
        "forgotten": Phrase(
            "Choisir un nouveau mot de passe",
            "Quelqu'un a demandé un nouveau mot de passe pour vous. Si c'était vous, ce lien sert une fois, pendant "
            "une demi-heure ; sinon, il n'y a rien à faire.\n\n{link}",
            "Choisir un nouveau mot de passe : {link}",
        ),
        "operator": Phrase("{what}", "{text}", "{what}"),
    }
)
