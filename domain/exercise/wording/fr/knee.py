"""Exercises for the knee, in French."""

from domain.exercise.wording.form import ExerciseWords

KNEE: dict[str, ExerciseWords] = {
    "heel-slide": ExerciseWords(
        "Glissement du talon",
        (
            "Allongez-vous sur le dos, la jambe qui travaille tendue et l'autre genou plié. "
            "Faites glisser le talon au sol vers la fesse, aussi loin que c'est confortable. "
            "Attendez deux secondes, puis faites-le glisser en sens inverse jusqu'à tendre la jambe. "
            "Vous devez sentir un léger étirement à l'avant du genou."
        ),
        (
            "Arrêtez-vous avant une douleur vive ; un léger tiraillement est normal.",
            "Si votre chirurgien a fixé une limite de flexion, respectez-la.",
        ),
    ),
    "knee-straightening-heel-prop": ExerciseWords(
        "Extension du genou, talon surélevé",
        (
            "Allongez-vous ou asseyez-vous, un talon sur une serviette roulée, sans rien sous ce genou. "
            "Pliez l'autre jambe et posez ce pied à plat. "
            "Laissez le genou descendre et la cuisse se relâcher. "
            "Vous devez sentir un étirement lent derrière le genou."
        ),
        (
            "Faites une pause si la gêne augmente au lieu de céder.",
            "Ne le faites pas si votre genou part déjà en arrière au-delà de la ligne droite.",
        ),
    ),
    "thigh-squeeze": ExerciseWords(
        "Contraction de la cuisse",
        (
            "Allongez-vous ou asseyez-vous, une jambe tendue et l'autre genou plié. "
            "Écrasez l'arrière du genou tendu vers le sol et serrez l'avant de la cuisse. "
            "Tenez cinq secondes en respirant, puis relâchez tout à fait. "
            "Vous devez sentir la rotule remonter vers la hanche."
        ),
        (
            "Ne bloquez pas la respiration.",
            "Glissez une petite serviette sous le genou si appuyer fait mal.",
        ),
    ),
    "straight-leg-raise": ExerciseWords(
        "Lever de jambe tendue",
        (
            "Allongez-vous sur le dos, une jambe tendue et l'autre genou plié. "
            "Serrez d'abord la cuisse, puis levez la jambe tendue à la hauteur de l'autre genou. "
            "Baissez-la lentement en trois secondes. "
            "Vous devez sentir l'avant de la cuisse, et le genou ne doit pas fléchir."
        ),
        (
            "Arrêtez si cela réveille une douleur du bas du dos ou dans la jambe.",
            "Revenez à la contraction de la cuisse si le genou ne reste pas tendu.",
        ),
    ),
    "sit-to-stand": ExerciseWords(
        "Se lever et s'asseoir",
        (
            "Asseyez-vous près du bord d'une chaise stable, les pieds sous les genoux. "
            "Penchez le buste en avant et levez-vous sans les mains, si vous pouvez. "
            "Asseyez-vous lentement en trois secondes, les genoux au-dessus des orteils. "
            "Vous devez sentir les cuisses et les fesses travailler."
        ),
        (
            "Placez la chaise contre un mur pour qu'elle ne glisse pas.",
            "Aidez-vous des mains ou d'un siège plus haut si les genoux font plus qu'un peu mal.",
            "Arrêtez et asseyez-vous si la tête tourne ou si le souffle manque.",
        ),
    ),
    "wall-sit": ExerciseWords(
        "Chaise contre le mur",
        (
            "Placez-vous dos à un mur, les pieds deux petits pas devant. "
            "Glissez vers le bas jusqu'à plier les genoux à peu près à moitié de la position assise. "
            "Tenez là, le poids égal sur les deux talons. "
            "Vous devez sentir l'avant des deux cuisses travailler."
        ),
        (
            "Restez plus haut si l'avant du genou fait mal.",
            "Continuez à respirer ; en cas de tension élevée, demandez d'abord à votre kiné.",
            "Choisissez un sol où les pieds ne glissent pas.",
        ),
    ),
    "step-up": ExerciseWords(
        "Montée de marche",
        (
            "Placez-vous devant une marche, une rampe à portée de main, et posez-y un pied entier. "
            "Poussez sur ce talon et redressez-vous sur la marche, en vous aidant peu de l'autre jambe. "
            "Redescendez lentement avec l'autre jambe. "
            "Vous devez sentir la cuisse et la fesse de la jambe du haut."
        ),
        (
            "Prenez une marche plus basse si la douleur du genou est plus que légère.",
            "Tenez la rampe si votre équilibre est fragile.",
        ),
    ),
    "step-down-control": ExerciseWords(
        "Descente de marche contrôlée",
        (
            "Tenez-vous sur une marche basse sur une jambe, l'autre pied dans le vide devant le bord. "
            "Pliez lentement le genou d'appui jusqu'à ce que l'autre talon effleure le sol. "
            "Remontez sans vous pencher ni laisser tomber la hanche. "
            "Gardez le genou au-dessus du deuxième orteil et sentez la cuisse guider le mouvement."
        ),
        (
            "Prenez une marche plus basse si l'avant du genou fait mal.",
            "Arrêtez si le genou lâche.",
        ),
    ),
    "hamstring-stretch-lying": ExerciseWords(
        "Étirement des ischio-jambiers sur le dos",
        (
            "Allongez-vous sur le dos, une serviette autour d'un pied et l'autre genou plié. "
            "Levez la jambe avec la serviette et tendez le genou jusqu'à sentir tirer derrière la cuisse. "
            "Gardez le dos relâché au sol. "
            "Tenez la position et respirez."
        ),
        (
            "Baissez la jambe en cas de fourmis, d'engourdissement ou de douleur sous le genou.",
            "Peu après une déchirure des ischio-jambiers, n'étirez qu'avec l'accord de votre kiné.",
        ),
    ),
}
