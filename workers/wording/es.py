"""What the service writes, in Spanish."""

from collections.abc import Mapping
from types import MappingProxyType

from workers.wording.phrase import Phrase

AGAIN = "Es posible que ya haya recibido este mensaje."

PHRASES: Mapping[str, Phrase] = MappingProxyType(
    {
        "alert_waits": Phrase(
            "Un aviso le espera en {clinic}",
            "En {clinic} hay un aviso que espera su respuesta:\n\n{link}",
            "{clinic}: un aviso espera su respuesta. {link}",
        ),
        "alert_urgent": Phrase(
            "Urgente: un aviso le espera en {clinic}",
            "En {clinic} hay un aviso urgente que espera su respuesta ahora:\n\n{link}",
            "{clinic}: un aviso urgente espera su respuesta ahora. {link}",
        ),
        "alert_again": Phrase(
            "Un aviso le sigue esperando en {clinic}",
            "En {clinic} un aviso que ya conoce sigue esperando su respuesta:\n\n{link}",
            "{clinic}: un aviso sigue esperando su respuesta. {link}",
        ),
        "alert_escalated": Phrase(
            "Un aviso de {clinic} no se respondió a tiempo",
            "En {clinic} un aviso no se respondió a tiempo y ahora le espera a usted:\n\n{link}",
            "{clinic}: un aviso no se respondió a tiempo y ahora le espera a usted. {link}",
        ),
        "webhook_gone": Phrase(
            "Las novedades ya no llegan a {what}",
            "{what} ha indicado que ya no acepta novedades, así que no se le envía nada más. Cuando "
            "vuelva a aceptarlas, active de nuevo el webhook:\n\n{link}",
            "{what} ya no acepta novedades: su webhook está detenido. {link}",
        ),
        "webhook_failing": Phrase(
            "Las novedades no llegan a {what} desde hace días",
            "Los envíos a {what} fallan una y otra vez, así que el webhook está detenido. Cuando "
            "vuelva a funcionar, actívelo y haga que se envíe de nuevo lo pendiente:\n\n{link}",
            "Los envíos a {what} fallan: su webhook está detenido. {link}",
        ),
        "digest": Phrase(
            "Lo que le espera hoy: {count}",
            "Avisos que esperan su respuesta: {count}\n\n{link}",
            "Avisos que esperan su respuesta: {count}. {link}",
        ),
        "reminder_1": Phrase(
            "Es hora de su programa",
            "Ahora es un buen momento para lo que usted y {clinic} han previsto para hoy.\n\n{link}",
            "Ahora es un buen momento para su programa. {clinic} {link}",
        ),
        "reminder_2": Phrase(
            "Unos minutos para usted",
            "Su programa de hoy aún está por hacer. Bastan unos minutos para empezar.\n\n{link}\n\n{clinic}",
            "Su programa de hoy aún está por hacer; bastan unos minutos. {clinic} {link}",
        ),
        "reminder_3": Phrase(
            "Cuando usted quiera",
            "Su programa está listo cuando usted quiera: aquí tiene la parte de hoy.\n\n{link}\n\n{clinic}",
            "La parte de hoy de su programa está lista cuando usted quiera. {clinic} {link}",
        ),
        "reminder_4": Phrase(
            "La parte de hoy de su programa",
            "Cada día cuenta un poco. Aquí tiene la parte de hoy de su programa.\n\n{link}\n\n{clinic}",
            "Cada día cuenta un poco: aquí tiene la parte de hoy. {clinic} {link}",
        ),
        "reminder_cue_1": Phrase(
            "En su momento de siempre",
            "Su momento de siempre también llega hoy: piense entonces en su programa.\n\n{link}\n\n{clinic}",
            "Piense hoy en su programa en su momento de siempre. {clinic} {link}",
        ),
        "reminder_cue_2": Phrase(
            "Junto con lo que hace de todos modos",
            "Lo que hoy hace de todos modos es el momento para su programa.\n\n{link}\n\n{clinic}",
            "Lo que hace de todos modos es el momento para su programa. {clinic} {link}",
        ),
        "reminder_cue_3": Phrase(
            "La próxima vez que llegue el momento",
            "La próxima vez que hoy llegue su momento, acompáñelo con su programa.\n\n{link}\n\n{clinic}",
            "La próxima vez que llegue su momento, acompáñelo con su programa. {clinic} {link}",
        ),
        "reminder_cue_4": Phrase(
            "Poco y a menudo",
            "Poco y a menudo es lo que ayuda: tome los momentos de hoy como vengan.\n\n{link}\n\n{clinic}",
            "Poco y a menudo: tome los momentos de hoy como vengan. {clinic} {link}",
        ),
        "nudge": Phrase(
            "¿Cómo va todo?",
            "Hace unos días que no sabemos de usted. A veces pasa; puede seguir hoy, con lo poco que quiera. Si algo "
            "se lo impide, cuéntenoslo aquí.\n\n{link}\n\n{clinic}",
            "Hace unos días que no sabemos de usted. Siga con lo poco que quiera o cuéntenos qué se lo impide. "
            "{clinic} {link}",
        ),
        "next_morning": Phrase(
            "¿Cómo está esta mañana?",
            "Su respuesta ayuda a ajustar su programa. Solo lleva un momento.\n\n{link}\n\n{clinic}",
            "¿Cómo está esta mañana? Su respuesta ayuda a ajustar su programa. {clinic} {link}",
        ),
        "message_waits": Phrase(
            "Un mensaje le espera",
            "En {clinic} hay un mensaje para usted:\n\n{link}",
            "{clinic}: un mensaje le espera. {link}",
        ),
        "break_glass": Phrase(
            "En {clinic} se leen datos por una urgencia",
            "Alguien del personal lee en {clinic} datos fuera de su alcance, durante una hora y por un motivo indicado."
            " Lo que se lee queda anotado aquí:\n\n{link}",
            "{clinic}: se leen datos fuera de alcance, durante una hora y con motivo. {link}",
        ),
        "leaving": Phrase(
            "Su organización deja Carryover",
            "Se ha avisado de que su organización se va. El {date} se destruye todo lo que tiene aquí: nadie"
            " podrá recuperarlo. Hasta entonces un propietario puede llevárselo todo y retirar el aviso:"
            "\n\n{link}",
            "El {date} se destruye todo lo de su organización. {link}",
        ),
        "staying": Phrase(
            "Su organización se queda en Carryover",
            "El aviso se ha retirado: su organización se queda y no se destruye nada.\n\n{link}",
            "El aviso se ha retirado: no se destruye nada. {link}",
        ),
        "invitation": Phrase(
            "Le invitan a Carryover",
            "Una clínica le invita a trabajar con Carryover. Este enlace es solo para usted; vale una vez, durante "
            "siete días:\n\n{link}",
            "Le invitan a Carryover. {link}",
        ),
        "forgotten": Phrase(
            "Elegir una contraseña nueva",
            "Alguien ha pedido una contraseña nueva para usted. Si ha sido usted, este enlace vale una vez, durante "
            "media hora; si no, no tiene que hacer nada.\n\n{link}",
            "Elegir una contraseña nueva: {link}",
        ),
        "operator": Phrase("{what}", "{text}", "{what}"),
    }
)
