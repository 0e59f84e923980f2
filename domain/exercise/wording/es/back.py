"""Exercises for the back, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

BACK: dict[str, ExerciseWords] = {
    "knee-to-chest": ExerciseWords(
        "Rodilla al pecho",
        (
            "Acuéstese boca arriba con las dos rodillas dobladas y los pies apoyados. "
            "Coja un muslo por detrás y acerque esa rodilla al pecho. "
            "Deje el otro pie en el suelo. "
            "Debe notar un estiramiento suave en la zona lumbar y la nalga."
        ),
        (
            "Pare si el dolor o el hormigueo baja por la pierna.",
            "Si tiene osteoporosis o una fractura reciente de la columna, pregunte primero a su fisioterapeuta.",
        ),
    ),
    "pelvic-tilt-lying": ExerciseWords(
        "Basculación de la pelvis boca arriba",
        (
            "Acuéstese boca arriba con las rodillas dobladas y los pies apoyados. "
            "Apriete la parte baja del vientre para acercar con suavidad la zona lumbar al suelo. "
            "Aguante tres segundos y deje que vuelva una pequeña curva. "
            "Debe notar que la pelvis se balancea mientras las piernas siguen relajadas."
        ),
        (
            "No aguante la respiración ni empuje con los pies.",
            "Haga el movimiento más corto si le duele.",
        ),
    ),
    "press-up-prone": ExerciseWords(
        "Extensión de espalda boca abajo",
        (
            "Acuéstese boca abajo con las manos debajo de los hombros. "
            "Estire los brazos para levantar el pecho y deje las caderas en el suelo. "
            "Afloje la espalda y las nalgas, suelte el aire arriba y baje. "
            "Debe notar una presión suave en la zona lumbar y nada nuevo en las piernas."
        ),
        (
            "Pare si el dolor, el hormigueo o el adormecimiento baja más por la pierna.",
            "No es para quien debe evitar doblarse hacia atrás, por ejemplo por estenosis del canal lumbar.",
            (
                "Pérdida de sensibilidad entre las piernas o problemas nuevos "
                "de vejiga o intestino son una urgencia: busque ayuda ya."
            ),
        ),
    ),
    "backbend-standing": ExerciseWords(
        "Extensión de espalda de pie",
        (
            "Póngase de pie con los pies separados y las manos detrás de las caderas. "
            "Inclínese hacia atrás sobre las manos hasta donde le resulte cómodo, con las rodillas rectas. "
            "Espere un segundo y vuelva. "
            "Debe notar que la zona lumbar se suelta después de mucho rato en una silla."
        ),
        (
            "Pare si el dolor o el hormigueo baja por una pierna, o si se marea.",
            "Póngase delante de una encimera si tiene poco equilibrio.",
            "No es para quien debe evitar doblarse hacia atrás.",
        ),
    ),
    "cat-camel": ExerciseWords(
        "Gato y camello",
        (
            "Póngase a cuatro patas, con las manos debajo de los hombros y las rodillas debajo de las caderas. "
            "Redondee despacio toda la espalda hacia arriba y después déjela caer. "
            "Muévase al ritmo de la respiración y pare antes de forzar en cualquiera de los extremos. "
            "Debe notar que la columna se mueve trozo a trozo."
        ),
        (
            "Muévase menos hacia el lado que duele.",
            "Apoye los puños o una toalla doblada si le molestan las muñecas.",
        ),
    ),
    "bird-dog": ExerciseWords(
        "Brazo y pierna contrarios a cuatro patas",
        (
            "Póngase a cuatro patas y apriete un poco el vientre. "
            "Estire un brazo hacia delante y la pierna contraria hacia atrás, y aguante cinco segundos. "
            "Mantenga la espalda plana y quieta y cambie de lado; cada estiramiento cuenta. "
            "Debe notar que la espalda y la nalga trabajan sin esfuerzo excesivo."
        ),
        (
            "Levante solo la pierna si la espalda se mueve o le duele.",
            "Ponga un cojín debajo de las rodillas si le molestan.",
        ),
    ),
    "dead-bug": ExerciseWords(
        "Bicho muerto",
        (
            "Acuéstese boca arriba con los brazos hacia el techo y las caderas y rodillas dobladas como en una silla. "
            "Baje un brazo por encima de la cabeza y el talón contrario hacia el suelo. "
            "Vuelva y cambie de lado; cada bajada cuenta. "
            "No deje que se arquee la zona lumbar y note cómo el vientre la sujeta."
        ),
        (
            "Mueva solo las piernas o solo los brazos si la espalda se arquea o le duele.",
            "No aguante la respiración.",
            "En el embarazo avanzado, pida otra posición a su fisioterapeuta.",
        ),
    ),
    "side-plank-knees": ExerciseWords(
        "Plancha lateral de rodillas",
        (
            "Acuéstese del lado que trabaja sobre el antebrazo, con el codo "
            "debajo del hombro y las rodillas dobladas hacia atrás. "
            "Ponga la otra mano en la cadera de arriba. "
            "Levante las caderas hasta que el cuerpo quede recto de la cabeza a las rodillas, y aguante. "
            "Debe notar el costado de la cintura que mira al suelo."
        ),
        (
            "Pare si le duele el hombro en el que se apoya.",
            "No deje de respirar y baje antes si se le hunden las caderas.",
        ),
    ),
    "plank-forearms": ExerciseWords(
        "Plancha sobre los antebrazos",
        (
            "Acuéstese boca abajo con los codos debajo de los hombros y los dedos de los pies apoyados. "
            "Levante el cuerpo hasta que quede recto de la cabeza a los talones, y aguante. "
            "Apriete las nalgas para que la espalda no se hunda. "
            "Debe notar que trabaja el vientre, no la zona lumbar."
        ),
        (
            "Hágalo de rodillas si la espalda se hunde o le duele.",
            "No deje de respirar; si tiene la tensión alta o una hernia, pregunte primero a su fisioterapeuta.",
        ),
    ),
    "upper-back-bend-chair": ExerciseWords(
        "Extensión de la espalda alta en la silla",
        (
            "Siéntese con la parte alta de la espalda contra un respaldo que acabe por debajo de los omóplatos. "
            "Sujétese la cabeza con las manos, con los codos hacia delante. "
            "Incline la espalda alta por encima del borde, suelte el aire y vuelva. "
            "Debe notar el estiramiento entre los omóplatos, no en la zona lumbar."
        ),
        (
            "No deje que el cuello se doble hacia atrás.",
            "Si tiene osteoporosis o una fractura de la columna, pregunte primero a su fisioterapeuta.",
        ),
    ),
    "open-book": ExerciseWords(
        "Libro abierto",
        (
            "Acuéstese con el lado que trabaja arriba, las rodillas dobladas, "
            "los brazos estirados al frente y las palmas juntas. "
            "Levante el brazo de arriba y gire el pecho hasta que el brazo llegue al otro lado del cuerpo. "
            "Siga la mano con la vista y deje las rodillas juntas. "
            "Debe notar un estiramiento en el pecho y la parte alta de la espalda."
        ),
        (
            "Doble el codo o pare antes si le duele el hombro.",
            "Pare si nota hormigueo en el brazo.",
        ),
    ),
}
