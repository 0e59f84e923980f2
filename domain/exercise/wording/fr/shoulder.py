"""Exercises for the shoulder, in French."""

from domain.exercise.wording.form import ExerciseWords

SHOULDER: dict[str, ExerciseWords] = {
    "shoulder-pendulum": ExerciseWords(
        "Pendule",
        (
            "Penchez-vous, l'autre main sur une table, et laissez pendre le bras douloureux. "
            "Balancez le corps pour que le bras fasse tout seul de petits cercles. "
            "Faites la moitié des cercles dans chaque sens. "
            "Vous devez sentir un léger tiraillement et un bras lâche et lourd."
        ),
        (
            "N'élancez pas le bras avec ses propres muscles, surtout après une opération.",
            "Redressez-vous lentement si la tête tourne quand vous vous penchez.",
        ),
    ),
    "table-slide-forward": ExerciseWords(
        "Glissement du bras sur la table",
        (
            "Asseyez-vous à une table, la main du bras qui travaille sur une serviette, l'autre sur les cuisses. "
            "Faites glisser la serviette vers l'avant en penchant la poitrine vers la table. "
            "Attendez deux secondes au point le plus loin, puis revenez. "
            "Vous devez sentir un étirement sous l'épaule ou derrière."
        ),
        (
            "Arrêtez-vous avant une douleur vive ; laissez la table porter le bras.",
            "Après une opération, restez dans la limite que l'on vous a donnée.",
        ),
    ),
    "wall-climb-fingers": ExerciseWords(
        "Doigts qui grimpent au mur",
        (
            "Face à un mur, posez le bout des doigts à hauteur de taille, l'autre bras relâché. "
            "Faites grimper les doigts le plus haut possible sans hausser l'épaule. "
            "Attendez cinq secondes, puis redescendez de même. "
            "Vous devez sentir un étirement autour de l'épaule."
        ),
        (
            "Restez sous la hauteur qui donne une douleur vive.",
            "Ne le faites pas tant que le bras doit rester en écharpe.",
        ),
    ),
    "turn-out-with-stick": ExerciseWords(
        "Épaule vers l'extérieur avec bâton",
        (
            "Allongez-vous sur le dos, les coudes pliés, un bâton dans les deux mains. "
            "Gardez le coude du côté raide sur une serviette pliée, près des côtes. "
            "Avec l'autre main, poussez le bâton pour que le bras raide "
            "tourne vers l'extérieur, puis attendez cinq secondes. "
            "Vous devez sentir un étirement à l'avant de l'épaule."
        ),
        (
            "Déconseillé si votre épaule se déboîte vers l'avant.",
            "Après une opération, restez dans la limite que l'on vous a donnée.",
        ),
    ),
    "cross-body-stretch": ExerciseWords(
        "Étirement de l'épaule, bras croisé",
        (
            "Tenez-vous le dos droit, assis ou debout, et amenez un bras devant la poitrine. "
            "Tenez-le au-dessus du coude avec l'autre main et rapprochez-le. "
            "Gardez l'omoplate basse et en arrière. "
            "Vous devez sentir un étirement derrière l'épaule."
        ),
        (
            "Baissez un peu le bras si cela pince au-dessus ou à l'avant de l'épaule.",
            "Peu après une opération de l'épaule, ne le faites qu'avec l'accord de votre kiné.",
        ),
    ),
    "turn-out-with-band": ExerciseWords(
        "Épaule vers l'extérieur avec élastique",
        (
            "Fixez un élastique à hauteur du coude, l'autre côté vers lui, et prenez-le avec la main la plus loin. "
            "Pliez ce coude à angle droit et serrez une serviette roulée contre les côtes. "
            "Tournez l'avant-bras vers l'extérieur contre l'élastique, puis revenez lentement. "
            "Vous devez sentir l'arrière de l'épaule."
        ),
        (
            "Prenez un élastique plus souple si la douleur est plus que légère.",
            "Vérifiez que l'élastique est bien fixé et n'est pas fendu.",
        ),
    ),
    "band-row": ExerciseWords(
        "Tirage avec élastique",
        (
            "Fixez un élastique à hauteur de taille et prenez un bout dans chaque main, les bras tendus devant vous. "
            "Tirez les coudes en arrière le long des côtes et serrez les omoplates. "
            "Revenez lentement en trois secondes. "
            "Vous devez sentir les muscles entre les omoplates."
        ),
        (
            "Ne haussez pas les épaules et ne vous penchez pas en arrière.",
            "Vérifiez que l'élastique est bien fixé et n'est pas fendu.",
        ),
    ),
    "wall-push-up-plus": ExerciseWords(
        "Pompe au mur avec poussée finale",
        (
            "Placez-vous à une longueur de bras d'un mur, les paumes dessus à hauteur de poitrine. "
            "Pliez les coudes pour approcher la poitrine du mur, puis repoussez-vous. "
            "À la fin, poussez encore un peu pour que le haut du dos s'arrondisse et que les omoplates s'écartent. "
            "Vous devez sentir les muscles le long des côtes, sous les aisselles."
        ),
        (
            "Rapprochez-vous si les épaules ou les poignets font mal.",
            "Gardez les coudes sous la hauteur des épaules.",
        ),
    ),
    "arm-raise-diagonal": ExerciseWords(
        "Lever du bras en diagonale",
        (
            "Debout, le dos droit, tenez un petit poids dans une main, le pouce en haut, l'autre bras relâché. "
            "Levez le bras à mi-chemin entre l'avant et le côté, jusqu'à hauteur d'épaule. "
            "Baissez-le lentement en trois secondes. "
            "Vous devez sentir le dessus de l'épaule, sans la hausser."
        ),
        (
            "Commencez sans poids et restez sous la hauteur qui pince.",
            "Après une réparation de tendon, ne le faites qu'avec l'accord de votre kiné.",
        ),
    ),
    "doorway-chest-stretch": ExerciseWords(
        "Étirement de la poitrine dans une porte",
        (
            "Placez-vous dans une porte, les avant-bras sur l'encadrement "
            "et les coudes juste sous la hauteur des épaules. "
            "Avancez un pied et penchez-vous, le ventre ferme. "
            "Vous devez sentir un étirement à l'avant de la poitrine. "
            "Tenez et respirez lentement."
        ),
        (
            "Baissez les bras si l'avant de l'épaule fait mal ou si une main a des fourmis.",
            "Déconseillé si votre épaule se déboîte vers l'avant.",
        ),
    ),
}
