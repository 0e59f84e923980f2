"""Exercises for the elbow, the wrist and the hand, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

ARM: dict[str, ExerciseWords] = {
    "elbow-bend-straighten": ExerciseWords(
        "Doblar y estirar el codo",
        (
            "Siéntese o póngase de pie con un brazo al lado del cuerpo, la palma al frente y el otro brazo relajado. "
            "Doble el codo hasta donde llegue, espere dos segundos y estírelo hasta donde llegue. "
            "Muévase despacio y deje quieto el hombro. "
            "Debe notar un leve estiramiento en los dos extremos."
        ),
        (
            "No fuerce nunca un codo rígido ni deje que nadie lo empuje.",
            "Después de una fractura u operación, no pase del límite que le indicaron.",
        ),
    ),
    "biceps-curl": ExerciseWords(
        "Flexión de codo con peso",
        (
            "Póngase de pie con la espalda recta, una pesa en una mano, la palma al frente y el otro brazo relajado. "
            "Doble el codo sin mover la parte de arriba del brazo. "
            "Baje la pesa despacio en tres segundos hasta estirar el brazo. "
            "Debe notar la parte delantera del brazo."
        ),
        (
            "Pare si nota un chasquido repentino delante del codo o del hombro.",
            "No se balancee con la espalda para levantar la pesa.",
        ),
    ),
    "wrist-lowering-palm-down": ExerciseWords(
        "Bajada lenta de la muñeca, palma abajo",
        (
            "Apoye el antebrazo en una mesa con la mano fuera del borde, la palma abajo, y sujete una pesa ligera. "
            "Levante la mano con ayuda de la otra mano. "
            "Suelte la otra mano y baje la pesa despacio en cuatro segundos. "
            "Debe notar que trabaja la parte de arriba del antebrazo, hacia la cara externa del codo."
        ),
        (
            "Un dolor leve mientras lo hace es normal; use menos peso si a la mañana siguiente está peor.",
            "Pare si se le adormece la mano.",
        ),
    ),
    "forearm-turns-hammer": ExerciseWords(
        "Giros del antebrazo con martillo",
        (
            "Apoye el antebrazo en una mesa y sujete un martillo en vertical fuera del borde; el otro brazo descansa. "
            "Gire despacio la palma hacia arriba, vuelva al centro y gírela hacia abajo. "
            "Los dos giros juntos son una repetición. "
            "Debe notar que el antebrazo guía el peso."
        ),
        (
            "Coja el martillo más cerca de la cabeza si pesa demasiado o le duele el codo.",
            "Después de una fractura de antebrazo o muñeca, pregunte primero a su fisioterapeuta.",
        ),
    ),
    "wrist-bends": ExerciseWords(
        "Doblar la muñeca en el borde de la mesa",
        (
            "Apoye el antebrazo en una mesa con la mano fuera del borde, la palma abajo y la otra mano relajada. "
            "Deje caer la mano y después levántela todo lo que pueda con los dedos flojos. "
            "Espere dos segundos en cada extremo. "
            "Debe notar un leve estiramiento encima de la muñeca y después debajo."
        ),
        (
            "Pare antes de un dolor agudo.",
            "Después de una fractura, empiece solo sin el yeso y cuando se lo hayan permitido.",
        ),
    ),
    "prayer-stretch": ExerciseWords(
        "Estiramiento en posición de rezo",
        (
            "Junte las palmas delante del pecho con los dedos hacia arriba. "
            "Sin separar las palmas, baje despacio las manos hacia la cintura. "
            "Pare cuando note un estiramiento en la cara interna de las muñecas y los antebrazos. "
            "Mantenga la posición y respire."
        ),
        (
            "Suba un poco las manos si los dedos se le adormecen o nota hormigueo.",
            "No lo haga poco después de una fractura u operación de muñeca si no se lo han permitido.",
        ),
    ),
    "tendon-glides": ExerciseWords(
        "Deslizamiento de los tendones de los dedos",
        (
            "Levante una mano con los dedos rectos y deje descansar la otra. "
            "Doble solo las últimas articulaciones en forma de gancho, estire, cierre todo el puño y vuelva a estirar. "
            "Por último, doble los nudillos con los dedos rectos, como una mesa, y abra la mano. "
            "Eso es una repetición; debe notar que los dedos se deslizan con libertad."
        ),
        (
            "No apriete; muévase solo hasta donde resulte fácil.",
            "Después de una reparación de tendón, haga solo lo que le enseñó su terapeuta de mano.",
        ),
    ),
    "grip-squeeze": ExerciseWords(
        "Apretar una pelota",
        (
            "Sujete una pelota blanda en una palma con el antebrazo en una mesa y deje descansar la otra mano. "
            "Apriete tres segundos con todos los dedos y el pulgar, y después abra bien la mano. "
            "Mantenga la muñeca recta. "
            "Debe notar que trabajan la palma y el antebrazo."
        ),
        (
            "Apriete más suave si le duelen las articulaciones del pulgar o de los dedos.",
            "No es para un dedo que se engancha o se bloquea, salvo que lo diga su fisioterapeuta.",
        ),
    ),
    "thumb-touches": ExerciseWords(
        "Pulgar a las yemas de los dedos",
        (
            "Levante una mano con los dedos abiertos y deje descansar la otra. "
            "Toque con la punta del pulgar la yema de cada dedo, una tras otra, y forme cada vez una O redonda. "
            "Abra bien la mano entre un toque y otro; los cuatro dedos son una repetición. "
            "Debe notar que la base del pulgar guía el movimiento."
        ),
        (
            "Toque con poca presión si le duele la base del pulgar.",
            "Vaya más despacio si falla al tocar.",
        ),
    ),
}
