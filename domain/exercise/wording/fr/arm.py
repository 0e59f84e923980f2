"""Exercises for the elbow, the wrist and the hand, in French."""

from domain.exercise.wording.form import ExerciseWords

ARM: dict[str, ExerciseWords] = {
    "elbow-bend-straighten": ExerciseWords(
        "Plier et tendre le coude",
        (
            "Assis ou debout, gardez un bras le long du corps, la paume devant, et l'autre bras relâché. "
            "Pliez le coude aussi loin qu'il va, attendez deux secondes, puis tendez-le aussi loin qu'il va. "
            "Bougez lentement et gardez l'épaule immobile. "
            "Vous devez sentir un léger étirement à chaque bout."
        ),
        (
            "Ne forcez jamais un coude raide et ne laissez personne le pousser.",
            "Après une fracture ou une opération, restez dans la limite que l'on vous a donnée.",
        ),
    ),
    "biceps-curl": ExerciseWords(
        "Flexion du coude avec poids",
        (
            "Debout, le dos droit, tenez un poids dans une main, la paume devant, l'autre bras relâché. "
            "Pliez le coude sans bouger le haut du bras. "
            "Baissez le poids lentement en trois secondes jusqu'à tendre le bras. "
            "Vous devez sentir l'avant du bras."
        ),
        (
            "Arrêtez si vous sentez un claquement soudain à l'avant du coude ou de l'épaule.",
            "N'élancez pas le dos pour lever le poids.",
        ),
    ),
    "wrist-lowering-palm-down": ExerciseWords(
        "Descente lente du poignet, paume en bas",
        (
            "Posez l'avant-bras sur une table, la main dans le vide, la paume en bas, et tenez un petit poids. "
            "Levez la main avec l'aide de l'autre main. "
            "Lâchez l'autre main et baissez le poids lentement en quatre secondes. "
            "Vous devez sentir travailler le dessus de l'avant-bras, vers l'extérieur du coude."
        ),
        (
            (
                "Une légère douleur pendant l'exercice est normale ; prenez "
                "moins de poids si c'est pire le lendemain matin."
            ),
            "Arrêtez si la main s'engourdit.",
        ),
    ),
    "forearm-turns-hammer": ExerciseWords(
        "Rotation de l'avant-bras avec marteau",
        (
            "Posez l'avant-bras sur une table et tenez un marteau droit au-delà du bord ; l'autre bras se repose. "
            "Tournez lentement la paume vers le haut, revenez au milieu, puis tournez-la vers le bas. "
            "Les deux rotations ensemble font une répétition. "
            "Vous devez sentir l'avant-bras guider le poids."
        ),
        (
            "Tenez le marteau plus près de la tête s'il est trop lourd ou si le coude fait mal.",
            "Après une fracture de l'avant-bras ou du poignet, demandez d'abord à votre kiné.",
        ),
    ),
    "wrist-bends": ExerciseWords(
        "Flexions du poignet au bord de la table",
        (
            "Posez l'avant-bras sur une table, la main dans le vide, la paume en bas et l'autre main relâchée. "
            "Laissez tomber la main, puis levez-la le plus haut possible, les doigts détendus. "
            "Attendez deux secondes à chaque bout. "
            "Vous devez sentir un léger étirement sur le dessus du poignet, puis dessous."
        ),
        (
            "Arrêtez-vous avant une douleur vive.",
            "Après une fracture, ne commencez qu'une fois le plâtre enlevé et avec l'accord de votre kiné.",
        ),
    ),
    "prayer-stretch": ExerciseWords(
        "Étirement en prière",
        (
            "Joignez les paumes devant la poitrine, les doigts vers le haut. "
            "Gardez les paumes jointes et descendez lentement les mains vers la taille. "
            "Arrêtez-vous quand cela tire à l'intérieur des poignets et des avant-bras. "
            "Tenez la position et respirez."
        ),
        (
            "Remontez un peu les mains si les doigts ont des fourmis ou s'engourdissent.",
            "Peu après une fracture ou une opération du poignet, ne le faites qu'avec l'accord de votre kiné.",
        ),
    ),
    "tendon-glides": ExerciseWords(
        "Glissement des tendons des doigts",
        (
            "Levez une main, les doigts tendus, et laissez l'autre main se reposer. "
            "Pliez seulement le bout des doigts en crochet, tendez, fermez tout le poing, puis tendez encore. "
            "Pour finir, pliez à la base des doigts tendus, comme un plateau de table, et ouvrez la main. "
            "C'est une répétition ; vous devez sentir les doigts glisser librement."
        ),
        (
            "Ne serrez pas ; bougez seulement aussi loin que c'est facile.",
            "Après une réparation de tendon, ne faites que ce que votre kiné de la main vous a montré.",
        ),
    ),
    "grip-squeeze": ExerciseWords(
        "Presser une balle",
        (
            "Tenez une balle molle dans une paume, l'avant-bras sur une table, et laissez l'autre main se reposer. "
            "Serrez trois secondes avec tous les doigts et le pouce, puis ouvrez grand la main. "
            "Gardez le poignet droit. "
            "Vous devez sentir la paume et l'avant-bras travailler."
        ),
        (
            "Serrez moins fort si les articulations du pouce ou des doigts font mal.",
            "Déconseillé pour un doigt qui accroche ou se bloque, sauf avis de votre kiné.",
        ),
    ),
    "thumb-touches": ExerciseWords(
        "Pouce au bout des doigts",
        (
            "Levez une main, les doigts ouverts, et laissez l'autre main se reposer. "
            "Touchez du bout du pouce le bout de chaque doigt, l'un "
            "après l'autre, en formant chaque fois un O bien rond. "
            "Ouvrez grand la main entre deux touches ; les quatre doigts font une répétition. "
            "Vous devez sentir la base du pouce guider le mouvement."
        ),
        (
            "Appuyez légèrement si la base du pouce est sensible.",
            "Ralentissez si vous manquez le bout des doigts.",
        ),
    ),
}
