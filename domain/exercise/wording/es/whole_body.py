"""Exercises for balance and for endurance, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

WHOLE_BODY: dict[str, ExerciseWords] = {
    "weight-shift": ExerciseWords(
        "Pasar el peso de un lado a otro",
        (
            "Póngase frente a una encimera con los pies a la anchura de las caderas y las yemas de los dedos en ella. "
            "Lleve despacio el peso sobre un pie hasta que el talón contrario quede ligero. "
            "Espere dos segundos y vaya al lado contrario; cada cambio cuenta. "
            "Debe notar que la presión recorre las plantas de los pies."
        ),
        (
            "Tenga cerca a una persona o una silla si se ha caído hace poco.",
            "Respete su límite si no puede cargar todo el peso en una pierna.",
        ),
    ),
    "feet-together-stand": ExerciseWords(
        "De pie con los pies juntos",
        (
            "Póngase en un rincón o frente a una encimera con los pies juntos. "
            "Suelte las manos y mire al frente. "
            "Aguante con el menor movimiento posible; un pequeño balanceo de los tobillos es bueno. "
            "Debe notar que los pies y los tobillos hacen pequeñas correcciones."
        ),
        (
            "Tenga las manos justo encima de la encimera para poder agarrarse.",
            "Pare y siéntese si se marea.",
        ),
    ),
    "heel-to-toe-stand": ExerciseWords(
        "De pie con un pie delante del otro",
        (
            "Póngase junto a una encimera y coloque el pie que trabaja "
            "justo detrás del otro, con los dedos tocando su talón. "
            "Reparta el peso entre los dos pies y suelte la mano de la encimera. "
            "Mire al frente y aguante. "
            "Debe notar que los dos tobillos trabajan para sostenerle."
        ),
        (
            "Ponga el pie de delante un poco hacia el lado si no aguanta diez segundos.",
            "No lo haga a solas si se ha caído hace poco.",
        ),
    ),
    "one-leg-stand": ExerciseWords(
        "Equilibrio sobre una pierna",
        (
            "Póngase frente a una encimera o un lavabo y levante el otro pie del suelo. "
            "Mantenga las caderas niveladas y la rodilla de apoyo un poco floja. "
            "Aguante con la menor ayuda de las manos que sea segura, por ejemplo mientras se lava los dientes. "
            "Debe notar que trabajan el pie, el tobillo y la cadera de apoyo."
        ),
        (
            "Deje una mano en la encimera si se ha caído hace poco o siente inseguridad.",
            "Pare si la rodilla de apoyo cede o le duele la cadera.",
        ),
    ),
    "one-leg-reach": ExerciseWords(
        "Equilibrio sobre una pierna con toques",
        (
            "Póngase sobre una pierna cerca de una encimera, con esa rodilla un poco doblada. "
            "Lleve el otro pie hacia delante, al lado y atrás, y toque cada vez el suelo con suavidad. "
            "Vuelva al centro entre un toque y otro; los tres toques son una repetición. "
            "Mantenga la rodilla de apoyo sobre los dedos y note cómo esa pierna le sostiene."
        ),
        (
            "Llegue menos lejos si se tambalea o le duele la rodilla.",
            "Hágalo solo cuando pueda aguantar diez segundos sobre una pierna.",
        ),
    ),
    "heel-to-toe-walk": ExerciseWords(
        "Caminar punta con talón",
        (
            "Póngase junto a una pared o una encimera larga. "
            "Camine en línea recta y ponga cada talón justo delante de los dedos del pie contrario; cada paso cuenta. "
            "Mire al frente, no a los pies. "
            "Debe notar que los tobillos y las caderas le mantienen en la línea."
        ),
        (
            "Deje las yemas de los dedos en la pared si siente inseguridad.",
            "Quite antes de en medio alfombras y cables.",
        ),
    ),
    "march-in-place": ExerciseWords(
        "Marcha en el sitio",
        (
            "Póngase de pie junto a una encimera, o siéntese si le cuesta estar de pie. "
            "Marche en el sitio, levante las rodillas hasta donde le resulte fácil y mueva los brazos. "
            "Busque un ritmo que le haga respirar más rápido pero le deje hablar. "
            "Debe notar calor, no agotamiento."
        ),
        (
            (
                "Pare y busque ayuda enseguida si tiene dolor en el pecho, "
                "sensación de desmayo o una falta de aire poco habitual."
            ),
            "Sujétese a la encimera si tiene poco equilibrio.",
        ),
    ),
    "brisk-walk": ExerciseWords(
        "Caminar a paso ligero",
        (
            "Póngase un calzado firme y elija un camino llano. "
            "Camine tranquilo uno o dos minutos y después acelere hasta respirar más rápido pero poder hablar todavía. "
            "Deje que se muevan los brazos y vaya más lento el último minuto. "
            "Debe notar calor y que le falta un poco el aliento."
        ),
        (
            (
                "Pare y busque ayuda enseguida si tiene dolor en el pecho, "
                "sensación de desmayo o una falta de aire poco habitual."
            ),
            "Divida el paseo en otros más cortos si el dolor de las articulaciones pasa de leve.",
            "Si tiene una enfermedad del corazón o de los pulmones, pregunte cuánto puede esforzarse.",
        ),
    ),
    "stationary-bike": ExerciseWords(
        "Bicicleta estática",
        (
            "Ajuste el sillín para que la rodilla quede un poco doblada con el pedal abajo. "
            "Pedalee suave y con poca resistencia dos minutos, y después añada un poco. "
            "Vaya a un ritmo que le haga respirar más rápido pero le deje hablar, y afloje el último minuto. "
            "Debe notar que trabajan los muslos sin dolor de rodilla."
        ),
        (
            (
                "Pare y busque ayuda enseguida si tiene dolor en el pecho, "
                "sensación de desmayo o una falta de aire poco habitual."
            ),
            "Suba el sillín si le duele delante de la rodilla.",
            "Si tiene una enfermedad del corazón o de los pulmones, pregunte cuánto puede esforzarse.",
        ),
    ),
}
