"""Exercises for the neck and posture, in German."""

from domain.exercise.wording.form import ExerciseWords

NECK_POSTURE: dict[str, ExerciseWords] = {
    "chin-tuck": ExerciseWords(
        "Kinn zurückschieben",
        (
            "Setzen oder stellen Sie sich aufrecht hin und schauen Sie geradeaus. "
            "Schieben Sie den Kopf gerade nach hinten, als machten Sie ein Doppelkinn, ohne ihn zu neigen. "
            "Halten Sie drei Sekunden und lassen Sie los. "
            "Sie spüren eine leichte Dehnung am Hinterkopf, wo der Nacken beginnt."
        ),
        (
            "Hören Sie auf, wenn Ihnen schwindlig wird oder Schmerz oder Kribbeln in den Arm zieht.",
            "Nehmen Sie wenig Kraft; die Bewegung ist klein.",
        ),
    ),
    "neck-turns": ExerciseWords(
        "Kopf drehen",
        (
            "Setzen Sie sich aufrecht hin, die Schultern locker. "
            "Drehen Sie den Kopf langsam, bis Sie über eine Schulter schauen, "
            "warten Sie zwei Sekunden und kommen Sie zurück. "
            "Drehen Sie dann zur Gegenseite; jede Drehung zählt. "
            "Sie spüren eine leichte Dehnung seitlich am Hals."
        ),
        (
            (
                "Hören Sie auf und holen Sie sofort Hilfe, wenn Ihnen schwindlig "
                "wird, Sie doppelt sehen oder schlecht sprechen können."
            ),
            "Beginnen Sie nach einem Sturz oder Unfall erst, wenn Ihr Hals untersucht wurde.",
        ),
    ),
    "neck-side-stretch": ExerciseWords(
        "Seitliche Nackendehnung",
        (
            "Setzen Sie sich aufrecht hin und fassen Sie mit der Hand der Seite, die gedehnt wird, den Sitz. "
            "Neigen Sie den Kopf zur anderen Schulter, die Nase zeigt nach vorn. "
            "Sie spüren ein Ziehen vom Hals bis oben auf die Schulter. "
            "Halten Sie und atmen Sie langsam."
        ),
        (
            "Ziehen Sie nicht am Kopf.",
            "Geben Sie nach, wenn Arm oder Hand kribbelt oder taub wird.",
        ),
    ),
    "neck-nod-lying": ExerciseWords(
        "Kleines Nicken im Liegen",
        (
            "Legen Sie sich auf den Rücken, die Knie gebeugt, ein flaches Kissen unter dem Kopf. "
            "Nicken Sie sanft, wie bei einem kleinen Ja, der Hinterkopf gleitet dabei auf dem Kissen nach oben. "
            "Halten Sie fünf Sekunden mit lockerem Kiefer und entspannen Sie sich. "
            "Sie spüren eine leichte Anstrengung tief vorn im Hals."
        ),
        (
            "Heben Sie den Kopf nicht ab.",
            "Nicken Sie weniger, wenn die großen Muskeln seitlich am Hals hervortreten oder es schmerzt.",
        ),
    ),
    "neck-press-hand": ExerciseWords(
        "Kopf gegen die Hand drücken",
        (
            "Setzen Sie sich aufrecht hin, eine Handfläche seitlich am Kopf über dem Ohr, die andere Hand im Schoß. "
            "Drücken Sie den Kopf gegen die Hand, ohne dass sich etwas bewegt. "
            "Nehmen Sie etwa ein Drittel Ihrer Kraft und atmen Sie weiter. "
            "Sie spüren, wie sich der Hals seitlich gleichmäßig anspannt."
        ),
        (
            "Drücken Sie schwächer, wenn es schmerzt oder Kopfweh macht.",
            "Beginnen Sie nach einem Sturz oder Unfall erst, wenn Ihr Hals untersucht wurde.",
        ),
    ),
    "shoulder-blade-squeeze": ExerciseWords(
        "Schulterblätter zusammenziehen",
        (
            "Setzen oder stellen Sie sich aufrecht hin, die Arme neben dem Körper. "
            "Ziehen Sie die Schulterblätter nach hinten und etwas nach unten, wie in die Gesäßtaschen. "
            "Halten Sie fünf Sekunden, ohne die Rippen zu heben, und lassen Sie los. "
            "Sie spüren die Muskeln zwischen den Schulterblättern."
        ),
        (
            "Ziehen Sie die Schultern nicht zu den Ohren.",
            "Spannen Sie weniger an, wenn Nacken oder Schulter schmerzt.",
        ),
    ),
    "wall-angel": ExerciseWords(
        "Engel an der Wand",
        (
            "Stellen Sie sich mit Rücken, Kopf und Becken an eine Wand, die Füße einen kurzen Schritt davor. "
            "Beugen Sie die Ellenbogen und legen Sie die Arme mit der Rückseite an die Wand, so gut es geht. "
            "Schieben Sie die Arme langsam hoch und wieder hinunter, der untere Rücken bleibt ruhig. "
            "Sie spüren den oberen Rücken arbeiten und wie sich die Brust öffnet."
        ),
        (
            "Schieben Sie nur so hoch, wie die Schulter nicht schmerzt.",
            "Lassen Sie die Arme eher von der Wand abstehen, als sie zu zwingen.",
        ),
    ),
    "posture-reset": ExerciseWords(
        "Aufrichten im Sitzen",
        (
            "Setzen Sie sich hin, beide Füße am Boden, das Gewicht auf den Sitzknochen. "
            "Werden Sie lang bis zum Scheitel, lassen Sie die Schultern "
            "nach hinten sinken und halten Sie das Kinn waagerecht. "
            "Bleiben Sie drei ruhige Atemzüge lang so; das ist eine Wiederholung. "
            "Sie spüren sich lang und leicht, nicht steif."
        ),
        (
            "Drücken Sie den Rücken nicht ins Hohlkreuz.",
            "Üben Sie im Auto nur, wenn es steht, und behalten Sie die Straße im Blick.",
        ),
    ),
}
