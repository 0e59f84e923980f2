"""Exercises for the back, in French."""

from domain.exercise.wording.form import ExerciseWords

BACK: dict[str, ExerciseWords] = {
    "knee-to-chest": ExerciseWords(
        "Genou à la poitrine",
        (
            "Allongez-vous sur le dos, les deux genoux pliés et les pieds à plat. "
            "Prenez une cuisse par-derrière et ramenez ce genou vers la poitrine. "
            "Laissez l'autre pied au sol. "
            "Vous devez sentir un étirement doux dans le bas du dos et la fesse."
        ),
        (
            "Arrêtez si la douleur ou les fourmis descendent dans la jambe.",
            "En cas d'ostéoporose ou de fracture récente de la colonne, demandez d'abord à votre kiné.",
        ),
    ),
    "pelvic-tilt-lying": ExerciseWords(
        "Bascule du bassin sur le dos",
        (
            "Allongez-vous sur le dos, les genoux pliés et les pieds à plat. "
            "Serrez le bas du ventre et plaquez doucement le bas du dos vers le sol. "
            "Tenez trois secondes, puis laissez revenir un petit creux. "
            "Vous devez sentir le bassin basculer, les jambes restent relâchées."
        ),
        (
            "Ne bloquez pas la respiration et ne poussez pas avec les pieds.",
            "Faites un mouvement plus petit si cela fait mal.",
        ),
    ),
    "press-up-prone": ExerciseWords(
        "Redressement sur le ventre",
        (
            "Allongez-vous sur le ventre, les mains sous les épaules. "
            "Tendez les bras pour lever la poitrine et laissez le bassin au sol. "
            "Gardez le dos et les fesses relâchés, soufflez en haut, puis redescendez. "
            "Vous devez sentir une légère pression dans le bas du dos et rien de nouveau dans les jambes."
        ),
        (
            "Arrêtez si la douleur, les fourmis ou l'engourdissement descendent plus loin dans une jambe.",
            "Déconseillé si vous devez éviter de vous cambrer, par exemple avec un canal lombaire étroit.",
            (
                "Une perte de sensation entre les jambes ou un trouble nouveau de la vessie "
                "ou de l'intestin est une urgence : demandez de l'aide tout de suite."
            ),
        ),
    ),
    "backbend-standing": ExerciseWords(
        "Extension du dos debout",
        (
            "Debout, les pieds écartés, posez les mains à l'arrière du bassin. "
            "Penchez-vous en arrière par-dessus les mains aussi loin que c'est confortable, les genoux tendus. "
            "Attendez une seconde et revenez. "
            "Vous devez sentir le bas du dos se détendre après la position assise."
        ),
        (
            "Arrêtez si la douleur ou les fourmis descendent dans une jambe, ou si la tête tourne.",
            "Placez-vous devant un plan de travail si votre équilibre est fragile.",
            "Déconseillé si vous devez éviter de vous cambrer.",
        ),
    ),
    "cat-camel": ExerciseWords(
        "Dos rond, dos creux",
        (
            "Mettez-vous à quatre pattes, les mains sous les épaules et les genoux sous les hanches. "
            "Arrondissez lentement tout le dos, puis laissez-le se creuser. "
            "Suivez votre respiration et arrêtez-vous avant de forcer, dans les deux sens. "
            "Vous devez sentir la colonne bouger morceau par morceau."
        ),
        (
            "Allez moins loin dans le sens qui fait mal.",
            "Posez les poings ou une serviette pliée si les poignets sont sensibles.",
        ),
    ),
    "bird-dog": ExerciseWords(
        "Bras et jambe opposés à quatre pattes",
        (
            "Mettez-vous à quatre pattes et serrez légèrement le ventre. "
            "Tendez un bras devant et la jambe opposée derrière, puis tenez cinq secondes. "
            "Gardez le dos plat et immobile, puis changez de côté ; chaque extension compte. "
            "Vous devez sentir le dos et la fesse travailler sans forcer."
        ),
        (
            "Levez seulement la jambe si le dos bouge ou fait mal.",
            "Mettez un coussin sous les genoux s'ils sont sensibles.",
        ),
    ),
    "dead-bug": ExerciseWords(
        "Insecte sur le dos",
        (
            "Allongez-vous sur le dos, les bras vers le plafond, les hanches et les genoux pliés comme sur une chaise. "
            "Descendez un bras au-dessus de la tête et le talon opposé vers le sol. "
            "Revenez et changez de côté ; chaque descente compte. "
            "Ne laissez pas le bas du dos se creuser et sentez le ventre le tenir."
        ),
        (
            "Bougez seulement les jambes ou seulement les bras si le dos se creuse ou fait mal.",
            "Ne bloquez pas la respiration.",
            "En fin de grossesse, demandez une autre position à votre kiné.",
        ),
    ),
    "side-plank-knees": ExerciseWords(
        "Planche latérale sur les genoux",
        (
            "Allongez-vous du côté qui travaille, sur l'avant-bras, le "
            "coude sous l'épaule et les genoux pliés vers l'arrière. "
            "Posez l'autre main sur la hanche du dessus. "
            "Levez le bassin jusqu'à aligner le corps de la tête aux genoux, et tenez. "
            "Vous devez sentir le côté de la taille tourné vers le sol."
        ),
        (
            "Arrêtez si l'épaule d'appui fait mal.",
            "Continuez à respirer et reposez-vous plus tôt si le bassin s'affaisse.",
        ),
    ),
    "plank-forearms": ExerciseWords(
        "Planche sur les avant-bras",
        (
            "Allongez-vous sur le ventre, les coudes sous les épaules et les orteils repliés. "
            "Levez le corps jusqu'à l'aligner de la tête aux talons, et tenez. "
            "Serrez les fesses pour que le dos ne se creuse pas. "
            "Vous devez sentir le ventre travailler, pas le bas du dos."
        ),
        (
            "Faites-la sur les genoux si le dos se creuse ou fait mal.",
            "Continuez à respirer ; en cas de tension élevée ou de hernie, demandez d'abord à votre kiné.",
        ),
    ),
    "upper-back-bend-chair": ExerciseWords(
        "Extension du haut du dos sur une chaise",
        (
            "Asseyez-vous, le haut du dos contre un dossier qui s'arrête sous les omoplates. "
            "Soutenez la tête avec les mains, les coudes vers l'avant. "
            "Penchez le haut du dos par-dessus le bord, soufflez et revenez. "
            "Vous devez sentir l'étirement entre les omoplates, pas dans le bas du dos."
        ),
        (
            "Ne laissez pas le cou partir en arrière.",
            "En cas d'ostéoporose ou de fracture de la colonne, demandez d'abord à votre kiné.",
        ),
    ),
    "open-book": ExerciseWords(
        "Livre ouvert",
        (
            "Allongez-vous, le côté qui travaille au-dessus, les genoux "
            "pliés, les bras tendus devant vous, paumes jointes. "
            "Levez le bras du dessus et ouvrez la poitrine jusqu'à ce que le bras arrive de l'autre côté du corps. "
            "Suivez la main des yeux et gardez les genoux joints. "
            "Vous devez sentir un étirement de la poitrine et du haut du dos."
        ),
        (
            "Pliez le coude ou arrêtez-vous plus tôt si l'épaule fait mal.",
            "Arrêtez si le bras a des fourmis.",
        ),
    ),
}
