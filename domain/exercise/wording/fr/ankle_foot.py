"""Exercises for the ankle and the foot, in French."""

from domain.exercise.wording.form import ExerciseWords

ANKLE_FOOT: dict[str, ExerciseWords] = {
    "ankle-pumps": ExerciseWords(
        "Pompage des chevilles",
        (
            "Allongez-vous sur le dos ou asseyez-vous, les jambes tendues. "
            "Ramenez les orteils vers les tibias, puis pointez-les loin de vous, à un rythme régulier. "
            "Vous devez sentir tour à tour les mollets et les tibias travailler."
        ),
        (
            "Ne commencez pas si un mollet est chaud, gonflé et douloureux : appelez tout de suite votre cabinet.",
            "Faites un mouvement plus petit si la douleur de la cheville augmente.",
        ),
    ),
    "ankle-alphabet": ExerciseWords(
        "Alphabet avec le pied",
        (
            "Asseyez-vous, un talon juste décollé du sol et l'autre pied à plat. "
            "Dessinez en l'air avec le gros orteil les lettres de A à Z. "
            "Bougez seulement la cheville et gardez le genou immobile. "
            "Vous devez sentir la cheville s'assouplir ; un alphabet entier compte pour une répétition."
        ),
        (
            "Dessinez des lettres plus petites si la cheville fait mal.",
            "Ne le faites pas tant que la cheville doit rester immobile dans un plâtre ou une botte.",
        ),
    ),
    "calf-stretch-wall": ExerciseWords(
        "Étirement du mollet au mur",
        (
            "Posez les mains sur un mur et reculez un pied d'un pas. "
            "Gardez le genou arrière tendu et le talon au sol, les orteils vers le mur. "
            "Pliez l'autre genou et penchez-vous jusqu'à sentir tirer en haut du mollet arrière. "
            "Restez immobile et respirez."
        ),
        (
            "Relâchez si le tendon d'Achille fait mal ou si cela pince à l'avant de la cheville.",
            (
                "Peu après une déchirure du mollet ou une opération du tendon "
                "d'Achille, n'étirez qu'avec l'accord de votre kiné."
            ),
        ),
    ),
    "calf-stretch-bent-knee": ExerciseWords(
        "Étirement du mollet, genou plié",
        (
            "Face à un mur, placez un pied un petit pas derrière l'autre. "
            "Gardez les deux talons au sol et pliez lentement les deux genoux. "
            "Arrêtez-vous quand cela tire en bas du mollet arrière, près du talon. "
            "Tenez la position et respirez."
        ),
        (
            "Pliez moins si cela pince à l'avant de la cheville.",
            "Peu après une opération du tendon d'Achille, n'étirez qu'avec l'accord de votre kiné.",
        ),
    ),
    "heel-raise-two-legs": ExerciseWords(
        "Montée sur la pointe des deux pieds",
        (
            "Debout, les pieds écartés de la largeur du bassin, posez le bout des doigts sur un plan de travail. "
            "Montez sur la pointe des deux pieds en deux secondes, puis baissez les talons en trois. "
            "Gardez le poids au-dessus du gros orteil et du deuxième orteil. "
            "Vous devez sentir les deux mollets travailler."
        ),
        (
            "Arrêtez si vous sentez une douleur vive et soudaine ou un claquement dans le mollet ou le talon.",
            "Ne le faites pas tant que vous ne devez pas appuyer sur une jambe.",
        ),
    ),
    "heel-raise-one-leg": ExerciseWords(
        "Montée sur la pointe d'un pied",
        (
            "Debout sur une jambe, posez le bout des doigts sur un plan de travail et levez l'autre pied. "
            "Montez le plus haut possible sur la pointe du pied, puis descendez lentement en trois secondes. "
            "Gardez le genou tendu et ne laissez pas la cheville partir vers l'extérieur. "
            "Vous devez sentir le mollet travailler fort."
        ),
        (
            "Arrêtez si vous sentez une douleur vive et soudaine ou un claquement dans le mollet ou le talon.",
            "Revenez aux deux pieds si vous ne contrôlez pas la descente.",
        ),
    ),
    "ankle-turn-out-band": ExerciseWords(
        "Pied vers l'extérieur avec élastique",
        (
            "Asseyez-vous, les jambes tendues, un élastique en boucle autour de l'avant des deux pieds. "
            "L'autre pied reste immobile et retient l'élastique. "
            "Tournez la plante du pied qui travaille vers l'extérieur contre l'élastique, puis revenez lentement. "
            "Le genou ne tourne pas ; vous devez sentir le côté extérieur de la jambe."
        ),
        (
            "Prenez un élastique plus souple si l'extérieur de la cheville fait mal.",
            "Vérifiez avant chaque séance que l'élastique n'est pas fendu.",
        ),
    ),
    "short-foot": ExerciseWords(
        "Pied court",
        (
            "Asseyez-vous, un pied nu à plat au sol et l'autre relâché. "
            "Rapprochez l'avant du pied du talon pour que la voûte se creuse. "
            "Gardez les orteils longs et à plat, tenez cinq secondes, puis relâchez. "
            "Vous devez sentir une légère tension sous la voûte."
        ),
        (
            "Faites une courte pause si le pied a une crampe.",
            "Si vous sentez mal vos pieds, regardez la peau après l'exercice.",
        ),
    ),
    "sole-stretch": ExerciseWords(
        "Étirement de la plante et du gros orteil",
        (
            "Asseyez-vous et posez une cheville sur l'autre genou. "
            "Prenez les orteils et tirez-les vers le tibia. "
            "Vous devez sentir un net étirement de la plante, et la voûte tendue sous le pouce. "
            "Tenez sans bouger, puis relâchez lentement."
        ),
        (
            "Tirez moins si l'articulation du gros orteil fait mal.",
            "Ne croisez pas les jambes avec une prothèse de hanche si on vous l'a interdit.",
        ),
    ),
}
