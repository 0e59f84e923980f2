"""Exercises for the knee, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

KNEE: dict[str, ExerciseWords] = {
    "heel-slide": ExerciseWords(
        "Deslizamiento del talón",
        (
            "Acuéstese boca arriba con la pierna que trabaja estirada y la otra rodilla doblada. "
            "Deslice el talón por el suelo hacia la nalga hasta donde le resulte cómodo. "
            "Espere dos segundos y deslícelo de vuelta hasta estirar la pierna. "
            "Debe notar un leve estiramiento delante de la rodilla."
        ),
        (
            "Pare antes de un dolor agudo; un tirón leve es normal.",
            "Si su cirujano le puso un límite para doblar, respételo.",
        ),
    ),
    "knee-straightening-heel-prop": ExerciseWords(
        "Extensión de rodilla con el talón en alto",
        (
            "Acuéstese o siéntese con un talón sobre una toalla enrollada y nada debajo de esa rodilla. "
            "Doble la otra pierna y apoye ese pie en el suelo. "
            "Deje que la rodilla estirada baje sola y relaje el muslo. "
            "Debe notar un estiramiento lento detrás de la rodilla."
        ),
        (
            "Descanse si la molestia aumenta en lugar de ceder.",
            "No lo haga si su rodilla ya se dobla hacia atrás más allá de recta.",
        ),
    ),
    "thigh-squeeze": ExerciseWords(
        "Apretar el muslo",
        (
            "Acuéstese o siéntese con una pierna estirada y la otra rodilla doblada. "
            "Empuje hacia abajo con la parte de atrás de la rodilla y apriete el muslo por delante. "
            "Aguante cinco segundos sin dejar de respirar y relaje del todo. "
            "Debe notar que la rótula sube hacia la cadera."
        ),
        (
            "No aguante la respiración.",
            "Ponga una toalla pequeña debajo de la rodilla si le duele al empujar.",
        ),
    ),
    "straight-leg-raise": ExerciseWords(
        "Elevación de la pierna recta",
        (
            "Acuéstese boca arriba con una pierna estirada y la otra rodilla doblada. "
            "Apriete primero el muslo y levante la pierna recta hasta la altura de la otra rodilla. "
            "Bájela despacio en tres segundos. "
            "Debe notar el muslo por delante, y la rodilla no debe ceder."
        ),
        (
            "Pare si le causa dolor en la zona lumbar o que baja por la pierna.",
            "Vuelva al ejercicio de apretar el muslo si no puede mantener la rodilla recta.",
        ),
    ),
    "sit-to-stand": ExerciseWords(
        "Sentarse y levantarse",
        (
            "Siéntese cerca del borde de una silla firme con los pies debajo de las rodillas. "
            "Incline el pecho hacia delante y levántese sin ayudarse de las manos, si puede. "
            "Siéntese despacio en tres segundos, con las rodillas por encima de los dedos de los pies. "
            "Debe notar cómo trabajan los muslos y las nalgas."
        ),
        (
            "Ponga la silla contra una pared para que no se deslice.",
            "Ayúdese de las manos o use un asiento más alto si las rodillas le duelen más que un poco.",
            "Pare y siéntese si se marea o le falta el aire.",
        ),
    ),
    "wall-sit": ExerciseWords(
        "Sentadilla en la pared",
        (
            "Póngase de espaldas a una pared con los pies dos pasos cortos por delante. "
            "Deslícese hacia abajo hasta doblar las rodillas más o menos la mitad que en una silla. "
            "Aguante ahí con el mismo peso en los dos talones. "
            "Debe notar cómo trabaja la parte delantera de los muslos."
        ),
        (
            "Quédese más arriba si le duele delante de la rodilla.",
            "No deje de respirar; si tiene la tensión alta, pregunte primero a su fisioterapeuta.",
            "Hágalo sobre un suelo donde no le resbalen los pies.",
        ),
    ),
    "step-up": ExerciseWords(
        "Subir un escalón",
        (
            "Póngase frente a un escalón con una barandilla a mano y apoye encima un pie entero. "
            "Empuje con ese talón y estire el cuerpo sobre el escalón, con poca ayuda de la otra pierna. "
            "Baje despacio con la otra pierna. "
            "Debe notar el muslo y la nalga de la pierna de arriba."
        ),
        (
            "Use un escalón más bajo si el dolor de rodilla es más que leve.",
            "Sujétese a la barandilla si tiene poco equilibrio.",
        ),
    ),
    "step-down-control": ExerciseWords(
        "Bajar un escalón despacio",
        (
            "Póngase sobre un escalón bajo con una pierna y el otro pie colgando por delante del borde. "
            "Doble despacio la rodilla de apoyo hasta que el otro talón apenas toque el suelo. "
            "Empuje para subir de nuevo sin inclinarse ni dejar caer la cadera. "
            "Mantenga la rodilla sobre el segundo dedo y note cómo el muslo guía el movimiento."
        ),
        (
            "Use un escalón más bajo si le duele delante de la rodilla.",
            "Pare si la rodilla cede.",
        ),
    ),
    "hamstring-stretch-lying": ExerciseWords(
        "Estiramiento de isquiotibiales boca arriba",
        (
            "Acuéstese boca arriba con una toalla alrededor de un pie y la otra rodilla doblada. "
            "Levante la pierna con la toalla y estire la rodilla hasta notar un tirón detrás del muslo. "
            "Deje la espalda relajada en el suelo. "
            "Mantenga la posición y respire."
        ),
        (
            "Baje la pierna si nota hormigueo, adormecimiento o dolor por debajo de la rodilla.",
            "No estire poco después de una rotura de isquiotibiales sin permiso de su fisioterapeuta.",
        ),
    ),
}
