"""Exercises for the neck and posture, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

NECK_POSTURE: dict[str, ExerciseWords] = {
    "chin-tuck": ExerciseWords(
        "Retracción de la barbilla",
        (
            "Siéntese o póngase de pie con la espalda recta y mire al frente. "
            "Deslice la cabeza hacia atrás como para hacer papada, sin inclinarla. "
            "Aguante tres segundos y suelte. "
            "Debe notar un leve estiramiento en la nuca, donde empieza la cabeza."
        ),
        (
            "Pare si se marea o si el dolor o el hormigueo va hacia el brazo.",
            "Use poca fuerza; es un movimiento pequeño.",
        ),
    ),
    "neck-turns": ExerciseWords(
        "Giros de cuello",
        (
            "Siéntese con la espalda recta y los hombros relajados. "
            "Gire despacio la cabeza para mirar por encima de un hombro, espere dos segundos y vuelva. "
            "Después gire hacia el lado contrario; cada giro cuenta. "
            "Debe notar un leve estiramiento en el lado del cuello."
        ),
        (
            "Pare y busque ayuda enseguida si se marea, ve doble o le cuesta hablar.",
            "Después de una caída o un accidente, no empiece hasta que le hayan revisado el cuello.",
        ),
    ),
    "neck-side-stretch": ExerciseWords(
        "Estiramiento lateral del cuello",
        (
            "Siéntese con la espalda recta y sujete el asiento con la mano del lado que va a estirar. "
            "Incline la cabeza hacia el otro hombro, con la nariz al frente. "
            "Debe notar un tirón desde el cuello hasta lo alto del hombro. "
            "Mantenga la posición y respire despacio."
        ),
        (
            "No tire de la cabeza.",
            "Afloje si se le adormece el brazo o la mano o nota hormigueo.",
        ),
    ),
    "neck-nod-lying": ExerciseWords(
        "Pequeño sí con la cabeza, boca arriba",
        (
            "Acuéstese boca arriba con las rodillas dobladas y una almohada fina debajo de la cabeza. "
            "Diga que sí con un gesto pequeño y suave, y deje que la nuca se deslice hacia arriba por la almohada. "
            "Aguante cinco segundos con la mandíbula floja y relaje. "
            "Debe notar un leve esfuerzo en lo profundo del cuello, por delante."
        ),
        (
            "No levante la cabeza.",
            "Haga el gesto más pequeño si se marcan los músculos grandes del lado del cuello o si le duele.",
        ),
    ),
    "neck-press-hand": ExerciseWords(
        "Empujar la cabeza contra la mano",
        (
            "Siéntese con la espalda recta, una palma en el lado de la cabeza, "
            "por encima de la oreja, y la otra mano en el regazo. "
            "Empuje la cabeza contra la palma sin que nada se mueva. "
            "Use más o menos un tercio de su fuerza y siga respirando. "
            "Debe notar que el lado del cuello se tensa por igual."
        ),
        (
            "Empuje más suave si le duele o le da dolor de cabeza.",
            "Después de una caída o un accidente, no empiece hasta que le hayan revisado el cuello.",
        ),
    ),
    "shoulder-blade-squeeze": ExerciseWords(
        "Juntar los omóplatos",
        (
            "Siéntese o póngase de pie con la espalda recta con los brazos a los lados. "
            "Lleve los omóplatos hacia atrás y un poco hacia abajo, como a los bolsillos del pantalón. "
            "Aguante cinco segundos sin levantar las costillas y relaje. "
            "Debe notar los músculos entre los omóplatos."
        ),
        (
            "No suba los hombros hacia las orejas.",
            "Apriete menos si le duele el cuello o el hombro.",
        ),
    ),
    "wall-angel": ExerciseWords(
        "Ángel en la pared",
        (
            "Póngase con la espalda, la cabeza y las caderas contra una pared y los pies un paso corto por delante. "
            "Doble los codos y apoye el dorso de los brazos en la pared, hasta donde pueda. "
            "Deslice los brazos arriba y abajo despacio sin mover la zona lumbar. "
            "Debe notar que trabaja la espalda alta y se abre el pecho."
        ),
        (
            "Deslice solo hasta donde no le duela el hombro.",
            "Deje que los brazos se separen de la pared antes que forzarlos.",
        ),
    ),
    "posture-reset": ExerciseWords(
        "Postura sentada recta",
        (
            "Siéntese con los dos pies en el suelo y el peso sobre los huesos de las nalgas. "
            "Crezca hacia arriba desde la coronilla, deje caer los hombros hacia atrás y nivele la barbilla. "
            "Quédese así tres respiraciones lentas; eso es una repetición. "
            "Debe notar el cuerpo largo y ligero, no rígido."
        ),
        (
            "No fuerce la curva de la espalda.",
            "Si lo hace en el coche, que sea solo con el coche parado y sin dejar de mirar la carretera.",
        ),
    ),
}
