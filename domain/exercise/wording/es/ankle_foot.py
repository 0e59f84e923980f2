"""Exercises for the ankle and the foot, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

ANKLE_FOOT: dict[str, ExerciseWords] = {
    "ankle-pumps": ExerciseWords(
        "Bombeo de tobillos",
        (
            "Acuéstese boca arriba o siéntese con las piernas estiradas. "
            "Lleve los dedos de los pies hacia las espinillas y después estírelos lejos de usted, a ritmo constante. "
            "Debe notar cómo trabajan por turnos las pantorrillas y las espinillas."
        ),
        (
            "No empiece si tiene una pantorrilla caliente, hinchada y dolorida: llame enseguida a su clínica.",
            "Haga el movimiento más corto si aumenta el dolor del tobillo.",
        ),
    ),
    "ankle-alphabet": ExerciseWords(
        "Abecedario con el pie",
        (
            "Siéntese con un talón apenas despegado del suelo y el otro pie apoyado. "
            "Dibuje en el aire con el dedo gordo las letras de la A a la Z. "
            "Mueva solo el tobillo y deje la rodilla quieta. "
            "Debe notar que el tobillo se suelta poco a poco; un abecedario entero es una repetición."
        ),
        (
            "Dibuje letras más pequeñas si le duele el tobillo.",
            "No lo haga mientras deba llevar el tobillo inmóvil con yeso o bota.",
        ),
    ),
    "calf-stretch-wall": ExerciseWords(
        "Estiramiento de gemelos en la pared",
        (
            "Apoye las manos en una pared y dé un paso atrás con un pie. "
            "Mantenga la rodilla de atrás recta y el talón en el suelo, con los dedos mirando a la pared. "
            "Doble la otra rodilla e inclínese hasta notar un tirón en la parte alta de la pantorrilla de atrás. "
            "Mantenga la posición y respire."
        ),
        (
            "Afloje si le duele el tendón de Aquiles o nota un pinchazo delante del tobillo.",
            (
                "No estire poco después de una rotura de gemelo o de una operación "
                "del tendón de Aquiles sin permiso de su fisioterapeuta."
            ),
        ),
    ),
    "calf-stretch-bent-knee": ExerciseWords(
        "Estiramiento de sóleo con la rodilla doblada",
        (
            "Póngase frente a una pared con un pie un paso corto por detrás del otro. "
            "Deje los dos talones en el suelo y doble despacio las dos rodillas. "
            "Pare cuando note un tirón en la parte baja de la pantorrilla de atrás, cerca del talón. "
            "Mantenga la posición y respire."
        ),
        (
            "Doble menos si nota un pinchazo delante del tobillo.",
            "No estire poco después de una operación del tendón de Aquiles sin permiso de su fisioterapeuta.",
        ),
    ),
    "heel-raise-two-legs": ExerciseWords(
        "Elevación de talones con los dos pies",
        (
            "Póngase de pie con los pies a la anchura de las caderas y las yemas de los dedos en una encimera. "
            "Suba sobre las puntas de los dos pies en dos segundos y baje los talones en tres. "
            "Lleve el peso sobre el dedo gordo y el segundo dedo. "
            "Debe notar cómo trabajan las dos pantorrillas."
        ),
        (
            "Pare si nota un dolor agudo repentino o un chasquido en la pantorrilla o el talón.",
            "No lo haga mientras no pueda cargar peso en una pierna.",
        ),
    ),
    "heel-raise-one-leg": ExerciseWords(
        "Elevación de talón con un solo pie",
        (
            "Póngase sobre una pierna con las yemas de los dedos en una encimera y levante el otro pie. "
            "Suba todo lo que pueda sobre la punta del pie y baje despacio en tres segundos. "
            "Mantenga la rodilla recta y no deje que el tobillo se vaya hacia fuera. "
            "Debe notar que la pantorrilla trabaja mucho."
        ),
        (
            "Pare si nota un dolor agudo repentino o un chasquido en la pantorrilla o el talón.",
            "Vuelva a hacerlo con los dos pies si no puede bajar con control.",
        ),
    ),
    "ankle-turn-out-band": ExerciseWords(
        "Giro del pie hacia fuera con banda",
        (
            "Siéntese con las piernas estiradas y ponga una banda cerrada "
            "alrededor de los dos pies, a la altura de los dedos. "
            "El otro pie queda quieto y sujeta la banda. "
            "Gire hacia fuera la planta del pie que trabaja contra la banda y vuelva despacio. "
            "No deje que gire la rodilla; debe notar la parte externa de la pierna."
        ),
        (
            "Use una banda más suave si le duele la parte externa del tobillo.",
            "Revise antes de cada uso que la banda no tenga grietas.",
        ),
    ),
    "short-foot": ExerciseWords(
        "Pie corto",
        (
            "Siéntese con un pie descalzo apoyado en el suelo y el otro relajado. "
            "Acerque la parte delantera de la planta hacia el talón, de modo que suba el arco. "
            "Deje los dedos largos y planos, aguante cinco segundos y suelte. "
            "Debe notar una leve tensión debajo del arco."
        ),
        (
            "Descanse un momento si le da un calambre en el pie.",
            "Si tiene poca sensibilidad en los pies, mírese la piel al terminar.",
        ),
    ),
    "sole-stretch": ExerciseWords(
        "Estiramiento de la planta y el dedo gordo",
        (
            "Siéntese y apoye un tobillo sobre la otra rodilla. "
            "Coja los dedos del pie y llévelos hacia la espinilla. "
            "Debe notar un estiramiento firme en la planta, y el arco tenso al tocarlo con el pulgar. "
            "Manténgalo sin moverse y suelte despacio."
        ),
        (
            "Tire menos si le duele la articulación del dedo gordo.",
            "No cruce las piernas si lleva una prótesis de cadera y le dijeron que no lo hiciera.",
        ),
    ),
}
