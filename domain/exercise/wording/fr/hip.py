"""Exercises for the hip, in French."""

from domain.exercise.wording.form import ExerciseWords

HIP: dict[str, ExerciseWords] = {
    "bridge": ExerciseWords(
        "Pont",
        (
            "Allongez-vous sur le dos, les genoux pliés, les pieds à plat, écartés de la largeur du bassin. "
            "Serrez les fesses et levez le bassin jusqu'à aligner le corps des épaules aux genoux. "
            "Tenez deux secondes, puis redescendez lentement. "
            "Vous devez sentir les fesses plus que le dos."
        ),
        (
            "Montez moins haut si le bas du dos fait mal.",
            "Rapprochez les talons si l'arrière des cuisses a une crampe.",
        ),
    ),
    "bridge-one-leg": ExerciseWords(
        "Pont sur une jambe",
        (
            "Allongez-vous sur le dos, un pied à plat et l'autre genou au-dessus de la hanche. "
            "Serrez la fesse du côté qui travaille et levez le bassin. "
            "Gardez les deux côtés du bassin à la même hauteur, tenez deux secondes, puis redescendez lentement. "
            "Vous devez sentir la fesse de la jambe qui pousse."
        ),
        (
            "Revenez au pont sur les deux jambes si le bassin bascule.",
            "Arrêtez si le bas du dos fait mal.",
        ),
    ),
    "clamshell": ExerciseWords(
        "Coquillage",
        (
            "Allongez-vous sur l'autre côté, la jambe qui travaille au-dessus et les deux genoux pliés. "
            "Gardez les pieds joints et levez le genou du dessus comme un coquillage qui s'ouvre. "
            "Le bassin ne roule pas en arrière ; redescendez lentement. "
            "Vous devez sentir l'arrière et l'extérieur de la hanche du dessus."
        ),
        (
            "Mettez un oreiller entre les genoux ou ouvrez moins si l'extérieur de la hanche fait mal.",
            "Après une opération de la hanche, ne le faites qu'avec l'accord de votre kiné.",
        ),
    ),
    "hip-flexor-stretch-kneeling": ExerciseWords(
        "Étirement du fléchisseur de hanche à genou",
        (
            "Posez un genou sur un coussin et l'autre pied à plat devant vous. "
            "Rentrez le coccyx et serrez la fesse du côté à genou. "
            "Avancez un peu jusqu'à sentir tirer à l'avant de cette hanche. "
            "Tenez, le buste droit."
        ),
        (
            "Ne creusez pas le dos pour aller plus loin.",
            "Faites-le debout si être à genou fait mal, et demandez d'abord en cas de prothèse de hanche.",
        ),
    ),
    "figure-four-stretch": ExerciseWords(
        "Étirement de la fesse, jambe croisée",
        (
            "Allongez-vous sur le dos, les genoux pliés, et posez une cheville sur l'autre genou. "
            "Prenez l'autre cuisse par-derrière et tirez-la vers la poitrine. "
            "Vous devez sentir un étirement profond dans la fesse de la jambe croisée. "
            "Gardez la tête et le dos relâchés."
        ),
        (
            "Relâchez si cela pince dans l'aine ou si le genou fait mal.",
            "Avec une prothèse de hanche, ne le faites que si votre chirurgien ou votre kiné l'autorise.",
        ),
    ),
    "hip-hinge-stick": ExerciseWords(
        "Flexion de hanches avec bâton",
        (
            "Debout, tenez un bâton le long du dos de façon qu'il touche la tête, le haut du dos et le coccyx. "
            "Pliez un peu les genoux et reculez les hanches, comme pour fermer une porte derrière vous. "
            "Gardez les trois points sur le bâton, puis redressez-vous en serrant les fesses. "
            "Vous devez sentir l'arrière des cuisses s'allonger."
        ),
        (
            "N'allez pas plus loin que ce qui garde les trois points sur le bâton.",
            "Arrêtez si la douleur descend dans la jambe.",
        ),
    ),
    "band-side-steps": ExerciseWords(
        "Pas de côté avec élastique",
        (
            "Mettez un élastique en boucle au-dessus des genoux et pliez un peu les genoux. "
            "Faites de petits pas d'un côté, puis autant au retour ; chaque pas compte. "
            "Gardez l'élastique tendu et ne laissez pas les genoux rentrer. "
            "Vous devez sentir l'extérieur des deux hanches."
        ),
        (
            "Restez près d'un mur ou d'un plan de travail si votre équilibre est fragile.",
            "Prenez un élastique plus souple si l'extérieur de la hanche fait mal.",
        ),
    ),
}
