"""Exercises for the hip, in Spanish."""

from domain.exercise.wording.form import ExerciseWords

HIP: dict[str, ExerciseWords] = {
    "bridge": ExerciseWords(
        "Puente",
        (
            "Acuéstese boca arriba con las rodillas dobladas y los pies apoyados, a la anchura de las caderas. "
            "Apriete las nalgas y levante las caderas hasta que el cuerpo quede recto de los hombros a las rodillas. "
            "Aguante dos segundos y baje despacio. "
            "Debe notar más las nalgas que la espalda."
        ),
        (
            "Suba menos si le duele la zona lumbar.",
            "Acerque los talones si le da un calambre detrás de los muslos.",
        ),
    ),
    "bridge-one-leg": ExerciseWords(
        "Puente con una pierna",
        (
            "Acuéstese boca arriba con un pie apoyado y la otra rodilla encima de la cadera. "
            "Apriete la nalga del lado que trabaja y levante las caderas. "
            "Mantenga los dos lados de la pelvis a la misma altura, aguante dos segundos y baje despacio. "
            "Debe notar la nalga de la pierna con la que empuja."
        ),
        (
            "Vuelva al puente con las dos piernas si la pelvis se inclina.",
            "Pare si le duele la zona lumbar.",
        ),
    ),
    "clamshell": ExerciseWords(
        "Almeja",
        (
            "Acuéstese sobre el otro lado, con la pierna que trabaja arriba y las dos rodillas dobladas. "
            "Deje los pies juntos y levante la rodilla de arriba como una concha que se abre. "
            "No deje que la pelvis ruede hacia atrás; baje despacio. "
            "Debe notar la cadera de arriba por detrás y por fuera."
        ),
        (
            "Ponga una almohada entre las rodillas o abra menos si le duele la parte externa de la cadera.",
            "Después de una operación de cadera, hágalo solo con el permiso de su fisioterapeuta.",
        ),
    ),
    "hip-flexor-stretch-kneeling": ExerciseWords(
        "Estiramiento del flexor de cadera de rodillas",
        (
            "Apoye una rodilla en un cojín y ponga el otro pie delante de usted. "
            "Meta el coxis hacia dentro y apriete la nalga del lado arrodillado. "
            "Avance un poco hasta notar un tirón delante de esa cadera. "
            "Aguante con el tronco erguido."
        ),
        (
            "No arquee la espalda para llegar más lejos.",
            "Hágalo de pie si le duele arrodillarse, y pregunte antes si lleva una prótesis de cadera.",
        ),
    ),
    "figure-four-stretch": ExerciseWords(
        "Estiramiento de glúteo con la pierna cruzada",
        (
            "Acuéstese boca arriba con las rodillas dobladas y apoye un tobillo sobre la otra rodilla. "
            "Coja el otro muslo por detrás y acérquelo al pecho. "
            "Debe notar un estiramiento profundo en la nalga de la pierna cruzada. "
            "Deje relajadas la cabeza y la espalda."
        ),
        (
            "Afloje si nota un pinchazo en la ingle o dolor en la rodilla.",
            "Con una prótesis de cadera, hágalo solo si su cirujano o su fisioterapeuta lo permite.",
        ),
    ),
    "hip-hinge-stick": ExerciseWords(
        "Bisagra de cadera con palo",
        (
            "Póngase de pie con un palo a lo largo de la espalda que toque "
            "la cabeza, la parte alta de la espalda y el coxis. "
            "Afloje las rodillas y lleve las caderas hacia atrás, como si cerrara una puerta con ellas. "
            "No separe del palo ninguno de los tres puntos y levántese apretando las nalgas. "
            "Debe notar que se alarga la parte de atrás de los muslos."
        ),
        (
            "Llegue solo hasta donde los tres puntos sigan tocando el palo.",
            "Pare si el dolor baja por la pierna.",
        ),
    ),
    "band-side-steps": ExerciseWords(
        "Pasos laterales con banda",
        (
            "Póngase una banda cerrada por encima de las rodillas y doble un poco las rodillas. "
            "Dé pasos cortos hacia un lado y después los mismos de vuelta; cada paso cuenta. "
            "Mantenga la banda tensa y no deje que las rodillas se vayan hacia dentro. "
            "Debe notar la parte externa de las dos caderas."
        ),
        (
            "Quédese cerca de una pared o encimera si tiene poco equilibrio.",
            "Use una banda más suave si le duele la parte externa de la cadera.",
        ),
    ),
}
