"""Exercises for balance and for endurance, in French."""

from domain.exercise.wording.form import ExerciseWords

WHOLE_BODY: dict[str, ExerciseWords] = {
    "weight-shift": ExerciseWords(
        "Transfert du poids d'un côté à l'autre",
        (
            "Debout face à un plan de travail, les pieds écartés de la largeur du bassin, posez-y le bout des doigts. "
            "Portez lentement le poids sur un pied jusqu'à ce que le talon opposé devienne léger. "
            "Attendez deux secondes, puis allez du côté opposé ; chaque transfert compte. "
            "Vous devez sentir l'appui voyager sous la plante des pieds."
        ),
        (
            "Gardez une personne ou une chaise tout près si vous avez fait une chute récente.",
            "Respectez votre limite si vous ne devez pas mettre tout le poids sur une jambe.",
        ),
    ),
    "feet-together-stand": ExerciseWords(
        "Debout, pieds joints",
        (
            "Tenez-vous dans un coin ou face à un plan de travail, les pieds joints. "
            "Lâchez les mains et regardez devant vous. "
            "Bougez le moins possible ; de petits mouvements des chevilles sont bon signe. "
            "Vous devez sentir les pieds et les chevilles corriger finement."
        ),
        (
            "Gardez les mains juste au-dessus du plan de travail pour pouvoir vous rattraper.",
            "Arrêtez et asseyez-vous si la tête tourne.",
        ),
    ),
    "heel-to-toe-stand": ExerciseWords(
        "Équilibre un pied devant l'autre",
        (
            "À côté d'un plan de travail, placez le pied qui travaille "
            "juste derrière l'autre, les orteils contre son talon. "
            "Répartissez le poids sur les deux pieds et lâchez la main. "
            "Regardez devant vous et tenez. "
            "Vous devez sentir les deux chevilles travailler pour vous stabiliser."
        ),
        (
            "Décalez un peu le pied avant sur le côté si vous ne tenez pas dix secondes.",
            "Ne le faites pas sans quelqu'un près de vous si vous avez fait une chute récente.",
        ),
    ),
    "one-leg-stand": ExerciseWords(
        "Équilibre sur une jambe",
        (
            "Debout face à un plan de travail ou un lavabo, levez l'autre pied du sol. "
            "Gardez le bassin horizontal et le genou d'appui souple. "
            "Tenez avec aussi peu d'aide des mains que la sécurité le permet, par exemple en vous brossant les dents. "
            "Vous devez sentir le pied, la cheville et la hanche d'appui travailler."
        ),
        (
            "Gardez une main sur le plan de travail en cas de chute récente ou si vous manquez d'assurance.",
            "Arrêtez si le genou d'appui lâche ou si la hanche fait mal.",
        ),
    ),
    "one-leg-reach": ExerciseWords(
        "Équilibre sur une jambe avec touches",
        (
            "Près d'un plan de travail, tenez-vous sur une jambe, ce genou un peu plié. "
            "Amenez l'autre pied devant, sur le côté et derrière, en touchant chaque fois légèrement le sol. "
            "Revenez au milieu entre deux touches ; les trois touches font une répétition. "
            "Gardez le genou d'appui au-dessus des orteils et sentez cette jambe vous tenir."
        ),
        (
            "Allez moins loin si vous vacillez ou si le genou fait mal.",
            "Ne le faites que si vous tenez dix secondes sur une jambe.",
        ),
    ),
    "heel-to-toe-walk": ExerciseWords(
        "Marche talon-pointe",
        (
            "Placez-vous à côté d'un mur ou d'un long plan de travail. "
            "Marchez en ligne droite et posez chaque talon juste devant les orteils opposés ; chaque pas compte. "
            "Regardez devant vous, pas vos pieds. "
            "Vous devez sentir les chevilles et les hanches vous garder sur la ligne."
        ),
        (
            "Gardez le bout des doigts sur le mur si vous manquez d'assurance.",
            "Dégagez d'abord les tapis et les câbles.",
        ),
    ),
    "march-in-place": ExerciseWords(
        "Marche sur place",
        (
            "Debout, le dos droit, à côté d'un plan de travail, ou sur une chaise si rester debout est difficile. "
            "Marchez sur place, levez les genoux à une hauteur facile et balancez les bras. "
            "Trouvez un rythme qui vous fait respirer plus vite mais vous laisse parler. "
            "Vous devez sentir une chaleur, pas un épuisement."
        ),
        (
            (
                "Arrêtez et demandez de l'aide tout de suite en cas de douleur "
                "dans la poitrine, de malaise ou d'essoufflement inhabituel."
            ),
            "Tenez le plan de travail si votre équilibre est fragile.",
        ),
    ),
    "brisk-walk": ExerciseWords(
        "Marche rapide",
        (
            "Mettez des chaussures stables et choisissez un chemin plat. "
            "Marchez doucement une à deux minutes, puis accélérez jusqu'à respirer plus vite tout en pouvant parler. "
            "Laissez les bras se balancer et ralentissez la dernière minute. "
            "Vous devez sentir une chaleur et un léger essoufflement."
        ),
        (
            (
                "Arrêtez et demandez de l'aide tout de suite en cas de douleur "
                "dans la poitrine, de malaise ou d'essoufflement inhabituel."
            ),
            "Partagez la marche en plus courtes si la douleur des articulations dépasse un niveau léger.",
            "En cas de maladie du cœur ou des poumons, demandez jusqu'où vous pouvez faire un effort.",
        ),
    ),
    "stationary-bike": ExerciseWords(
        "Vélo d'appartement",
        (
            "Réglez la selle pour que le genou soit un peu plié quand la pédale est en bas. "
            "Pédalez régulièrement avec peu de résistance deux minutes, puis ajoutez-en un peu. "
            "Allez à un rythme qui vous fait respirer plus vite mais "
            "vous laisse parler, et ralentissez la dernière minute. "
            "Vous devez sentir les cuisses travailler sans douleur au genou."
        ),
        (
            (
                "Arrêtez et demandez de l'aide tout de suite en cas de douleur "
                "dans la poitrine, de malaise ou d'essoufflement inhabituel."
            ),
            "Montez la selle si l'avant du genou fait mal.",
            "En cas de maladie du cœur ou des poumons, demandez jusqu'où vous pouvez faire un effort.",
        ),
    ),
}
