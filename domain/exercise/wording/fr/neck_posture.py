"""Exercises for the neck and posture, in French."""

from domain.exercise.wording.form import ExerciseWords

NECK_POSTURE: dict[str, ExerciseWords] = {
    "chin-tuck": ExerciseWords(
        "Double menton",
        (
            "Tenez-vous le dos droit, assis ou debout, et regardez devant vous. "
            "Reculez la tête tout droit comme pour faire un double menton, sans l'incliner. "
            "Tenez trois secondes, puis relâchez. "
            "Vous devez sentir un léger étirement à la base du crâne."
        ),
        (
            "Arrêtez si la tête tourne ou si la douleur ou les fourmis vont dans le bras.",
            "Mettez peu de force ; le mouvement est petit.",
        ),
    ),
    "neck-turns": ExerciseWords(
        "Rotations du cou",
        (
            "Asseyez-vous le dos droit, les épaules relâchées. "
            "Tournez lentement la tête pour regarder par-dessus une épaule, attendez deux secondes et revenez. "
            "Tournez ensuite du côté opposé ; chaque rotation compte. "
            "Vous devez sentir un léger étirement sur le côté du cou."
        ),
        (
            "Arrêtez et demandez de l'aide tout de suite si la tête tourne, si vous voyez double ou parlez avec peine.",
            "Après une chute ou un accident, ne commencez pas avant un examen du cou.",
        ),
    ),
    "neck-side-stretch": ExerciseWords(
        "Étirement latéral du cou",
        (
            "Asseyez-vous le dos droit et tenez le siège avec la main du côté à étirer. "
            "Penchez la tête vers l'autre épaule, le nez reste devant. "
            "Vous devez sentir tirer du cou jusqu'au sommet de l'épaule. "
            "Tenez et respirez lentement."
        ),
        (
            "Ne tirez pas sur la tête.",
            "Relâchez si le bras ou la main a des fourmis ou s'engourdit.",
        ),
    ),
    "neck-nod-lying": ExerciseWords(
        "Petit oui de la tête sur le dos",
        (
            "Allongez-vous sur le dos, les genoux pliés et un oreiller fin sous la tête. "
            "Faites un petit oui tout doux et laissez l'arrière de la tête glisser vers le haut sur l'oreiller. "
            "Tenez cinq secondes, la mâchoire relâchée, puis détendez. "
            "Vous devez sentir un léger effort en profondeur à l'avant du cou."
        ),
        (
            "Ne décollez pas la tête.",
            "Faites-le plus petit si les gros muscles du côté du cou ressortent ou si cela fait mal.",
        ),
    ),
    "neck-press-hand": ExerciseWords(
        "Pression de la tête contre la main",
        (
            "Asseyez-vous le dos droit, une paume sur le côté de la tête, "
            "au-dessus de l'oreille, l'autre main sur les cuisses. "
            "Poussez la tête contre la paume sans que rien ne bouge. "
            "Mettez environ un tiers de votre force et continuez à respirer. "
            "Vous devez sentir le côté du cou se tendre de façon égale."
        ),
        (
            "Poussez moins fort si cela fait mal ou donne mal à la tête.",
            "Après une chute ou un accident, ne commencez pas avant un examen du cou.",
        ),
    ),
    "shoulder-blade-squeeze": ExerciseWords(
        "Serrer les omoplates",
        (
            "Tenez-vous le dos droit, assis ou debout, les bras le long du corps. "
            "Reculez les omoplates et baissez-les un peu, comme vers les poches arrière. "
            "Tenez cinq secondes sans lever les côtes, puis relâchez. "
            "Vous devez sentir les muscles entre les omoplates."
        ),
        (
            "Ne montez pas les épaules vers les oreilles.",
            "Serrez moins si le cou ou l'épaule fait mal.",
        ),
    ),
    "wall-angel": ExerciseWords(
        "Ange contre le mur",
        (
            "Placez le dos, la tête et le bassin contre un mur, les pieds un petit pas devant. "
            "Pliez les coudes et posez le dos des bras sur le mur, autant que possible. "
            "Faites glisser les bras lentement vers le haut et vers le bas, le bas du dos reste immobile. "
            "Vous devez sentir le haut du dos travailler et la poitrine s'ouvrir."
        ),
        (
            "Ne montez que jusqu'où l'épaule ne fait pas mal.",
            "Laissez les bras quitter le mur plutôt que de forcer.",
        ),
    ),
    "posture-reset": ExerciseWords(
        "Redressement en position assise",
        (
            "Asseyez-vous, les deux pieds au sol et le poids sur les os des fesses. "
            "Grandissez-vous par le sommet de la tête, laissez tomber "
            "les épaules en arrière et gardez le menton horizontal. "
            "Restez ainsi trois respirations lentes ; c'est une répétition. "
            "Vous devez sentir votre corps long et léger, sans raideur."
        ),
        (
            "Ne forcez pas le creux du dos.",
            "En voiture, ne le faites qu'à l'arrêt et gardez les yeux sur la route.",
        ),
    ),
}
