"""Exercises for the shoulder, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

SHOULDER: dict[str, ExerciseWords] = {
    "shoulder-pendulum": ExerciseWords(
        "Péndulo",
        (
            "Inclínese hacia delante con la otra mano en una mesa y deje colgar el brazo dolorido. "
            "Balancee el cuerpo para que el brazo haga por sí mismo círculos pequeños. "
            "Haga la mitad de los círculos en cada sentido. "
            "Debe notar un leve tirón y el brazo suelto y pesado."
        ),
        (
            "No mueva el brazo con sus propios músculos, sobre todo después de una operación.",
            "Levántese despacio si se marea al inclinarse.",
        ),
    ),
    "table-slide-forward": ExerciseWords(
        "Deslizar el brazo sobre la mesa",
        (
            "Siéntese a una mesa con la mano del brazo que trabaja sobre una toalla y la otra mano en el regazo. "
            "Deslice la toalla hacia delante mientras inclina el pecho hacia la mesa. "
            "Espere dos segundos en el punto más lejano y vuelva. "
            "Debe notar un estiramiento debajo o detrás del hombro."
        ),
        (
            "Pare antes de un dolor agudo; deje que la mesa sostenga el brazo.",
            "Después de una operación, no pase del límite que le indicaron.",
        ),
    ),
    "wall-climb-fingers": ExerciseWords(
        "Trepar por la pared con los dedos",
        (
            "Póngase frente a una pared con las yemas de los dedos a la altura de la cintura y el otro brazo relajado. "
            "Suba caminando con los dedos por la pared todo lo que pueda sin encoger el hombro. "
            "Espere cinco segundos y baje igual. "
            "Debe notar un estiramiento alrededor del hombro."
        ),
        (
            "No llegue a la altura que le da un dolor agudo.",
            "No lo haga mientras el brazo deba descansar en un cabestrillo.",
        ),
    ),
    "turn-out-with-stick": ExerciseWords(
        "Giro del hombro hacia fuera con palo",
        (
            "Acuéstese boca arriba con los codos doblados y sujete un palo con las dos manos. "
            "Deje el codo del lado rígido sobre una toalla doblada junto a las costillas. "
            "Con la otra mano empuje el palo para que el brazo rígido gire hacia fuera, y espere cinco segundos. "
            "Debe notar un estiramiento delante del hombro."
        ),
        (
            "No es para quien tiene un hombro que se sale hacia delante.",
            "Después de una operación, no pase del límite que le indicaron.",
        ),
    ),
    "cross-body-stretch": ExerciseWords(
        "Estiramiento del hombro cruzando el brazo",
        (
            "Siéntese o póngase de pie con la espalda recta y cruce un brazo por delante del pecho. "
            "Sujételo por encima del codo con la otra mano y acérquelo más. "
            "Mantenga el omóplato abajo y atrás. "
            "Debe notar un estiramiento detrás del hombro."
        ),
        (
            "Baje un poco el brazo si nota un pinchazo encima o delante del hombro.",
            "No lo haga poco después de una operación de hombro sin permiso de su fisioterapeuta.",
        ),
    ),
    "turn-out-with-band": ExerciseWords(
        "Giro del hombro hacia fuera con banda",
        (
            "Fije una banda a la altura del codo, póngase con el otro lado hacia ella y cójala con la mano más lejana. "
            "Doble ese codo en ángulo recto y apriete una toalla enrollada contra las costillas. "
            "Gire el antebrazo hacia fuera contra la banda y vuelva despacio. "
            "Debe notar la parte de atrás del hombro."
        ),
        (
            "Use una banda más suave si el dolor es más que leve.",
            "Compruebe que la banda está bien sujeta y no tiene grietas.",
        ),
    ),
    "band-row": ExerciseWords(
        "Remo con banda",
        (
            "Fije una banda a la altura de la cintura y coja un extremo "
            "con cada mano, con los brazos estirados al frente. "
            "Lleve los codos hacia atrás pegados a las costillas y junte los omóplatos. "
            "Vuelva despacio en tres segundos. "
            "Debe notar los músculos entre los omóplatos."
        ),
        (
            "No encoja los hombros ni se eche hacia atrás.",
            "Compruebe que la banda está bien sujeta y no tiene grietas.",
        ),
    ),
    "wall-push-up-plus": ExerciseWords(
        "Flexión en la pared con empuje final",
        (
            "Póngase a un brazo de distancia de una pared con las palmas en ella, a la altura del pecho. "
            "Doble los codos para acercar el pecho a la pared y empuje para separarse. "
            "Al final empuje un poco más, para que la espalda alta se redondee y los omóplatos se separen. "
            "Debe notar los músculos de las costillas, debajo de las axilas."
        ),
        (
            "Póngase más cerca si le duelen los hombros o las muñecas.",
            "Mantenga los codos por debajo de los hombros.",
        ),
    ),
    "arm-raise-diagonal": ExerciseWords(
        "Elevación del brazo en diagonal",
        (
            "Póngase de pie con la espalda recta, una pesa ligera en "
            "una mano, el pulgar arriba y el otro brazo relajado. "
            "Levante el brazo a medio camino entre delante y el lado, hasta la altura del hombro. "
            "Bájelo despacio en tres segundos. "
            "Debe notar la parte de arriba del hombro, sin encogerlo."
        ),
        (
            "Empiece sin peso y no llegue a la altura que le da un pinchazo.",
            "Después de una reparación de tendón, hágalo solo cuando se lo diga su fisioterapeuta.",
        ),
    ),
    "doorway-chest-stretch": ExerciseWords(
        "Estiramiento del pecho en la puerta",
        (
            "Póngase en una puerta con los antebrazos en el marco y los codos justo por debajo de los hombros. "
            "Dé un paso adelante con un pie e inclínese con el vientre firme. "
            "Debe notar un estiramiento en la parte delantera del pecho. "
            "Mantenga la posición y respire despacio."
        ),
        (
            "Baje los brazos si le duele delante del hombro o nota hormigueo en una mano.",
            "No es para quien tiene un hombro que se sale hacia delante.",
        ),
    ),
}
