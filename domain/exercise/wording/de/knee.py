"""Exercises for the knee, in German."""

from domain.exercise.wording.form import ExerciseWords

KNEE: dict[str, ExerciseWords] = {
    "heel-slide": ExerciseWords(
        "Fersengleiten",
        (
            "Legen Sie sich auf den Rücken, das übende Bein gestreckt, das andere Knie gebeugt. "
            "Schieben Sie die Ferse am Boden zum Gesäß, so weit es angenehm ist. "
            "Warten Sie zwei Sekunden und schieben Sie die Ferse zurück, bis das Bein gestreckt ist. "
            "Sie spüren eine leichte Dehnung vorn am Knie."
        ),
        (
            "Hören Sie vor einem stechenden Schmerz auf; ein leichtes Ziehen ist in Ordnung.",
            "Gibt es nach Ihrer Operation eine Grenze für das Beugen, halten Sie sie ein.",
        ),
    ),
    "knee-straightening-heel-prop": ExerciseWords(
        "Kniestreckung mit hochgelegter Ferse",
        (
            "Legen oder setzen Sie sich hin, eine Ferse auf einem gerollten Handtuch, unter dem Knie ist nichts. "
            "Stellen Sie das andere Bein gebeugt auf. "
            "Lassen Sie das Knie nach unten sinken und den Oberschenkel locker. "
            "Sie spüren eine langsame Dehnung in der Kniekehle."
        ),
        (
            "Machen Sie eine Pause, wenn das Ziehen stärker statt schwächer wird.",
            "Üben Sie nicht, wenn sich Ihr Knie schon nach hinten durchdrücken lässt.",
        ),
    ),
    "thigh-squeeze": ExerciseWords(
        "Oberschenkel anspannen",
        (
            "Legen oder setzen Sie sich hin, ein Bein gestreckt, das andere Knie gebeugt. "
            "Drücken Sie die Kniekehle nach unten und spannen Sie den Oberschenkel vorn an. "
            "Halten Sie fünf Sekunden, atmen Sie weiter und lassen Sie dann ganz locker. "
            "Sie spüren, wie die Kniescheibe zur Hüfte rutscht."
        ),
        (
            "Halten Sie nicht die Luft an.",
            "Legen Sie ein kleines Handtuch unter das Knie, wenn das Drücken schmerzt.",
        ),
    ),
    "straight-leg-raise": ExerciseWords(
        "Gestrecktes Bein heben",
        (
            "Legen Sie sich auf den Rücken, ein Bein gestreckt, das andere Knie gebeugt. "
            "Spannen Sie zuerst den Oberschenkel an und heben Sie das "
            "gestreckte Bein bis auf die Höhe des anderen Knies. "
            "Senken Sie es langsam in drei Sekunden. "
            "Sie spüren den Oberschenkel vorn, und das Knie knickt nicht ein."
        ),
        (
            "Hören Sie auf, wenn der untere Rücken schmerzt oder Schmerz ins Bein zieht.",
            "Gehen Sie zum Anspannen des Oberschenkels zurück, wenn das Knie nicht gestreckt bleibt.",
        ),
    ),
    "sit-to-stand": ExerciseWords(
        "Aufstehen und Hinsetzen",
        (
            "Setzen Sie sich vorn auf einen stabilen Stuhl, die Füße unter den Knien. "
            "Beugen Sie den Oberkörper vor und stehen Sie auf, wenn es geht ohne Hände. "
            "Setzen Sie sich langsam in drei Sekunden und halten Sie die Knie über den Zehen. "
            "Sie spüren Oberschenkel und Gesäß arbeiten."
        ),
        (
            "Stellen Sie den Stuhl an eine Wand, damit er nicht wegrutscht.",
            "Nehmen Sie die Hände oder einen höheren Sitz, wenn die Knie mehr als ein wenig schmerzen.",
            "Hören Sie auf und setzen Sie sich, wenn Ihnen schwindlig wird oder die Luft knapp ist.",
        ),
    ),
    "wall-sit": ExerciseWords(
        "Wandsitz",
        (
            "Stellen Sie sich mit dem Rücken an eine Wand, die Füße zwei kurze Schritte davor. "
            "Rutschen Sie hinunter, bis die Knie etwa halb so weit gebeugt sind wie auf einem Stuhl. "
            "Bleiben Sie dort, beide Fersen gleich belastet. "
            "Sie spüren beide Oberschenkel vorn arbeiten."
        ),
        (
            "Bleiben Sie höher, wenn es vorn am Knie schmerzt.",
            "Atmen Sie weiter; bei hohem Blutdruck fragen Sie zuerst in Ihrer Praxis nach.",
            "Stehen Sie auf einem Boden, auf dem die Füße nicht rutschen.",
        ),
    ),
    "step-up": ExerciseWords(
        "Auf die Stufe steigen",
        (
            "Stellen Sie sich vor eine Stufe mit Geländer in Reichweite und setzen Sie einen ganzen Fuß darauf. "
            "Drücken Sie durch diese Ferse und richten Sie sich oben auf; das andere Bein hilft nur wenig. "
            "Steigen Sie mit dem anderen Bein langsam wieder hinunter. "
            "Sie spüren Oberschenkel und Gesäß des oberen Beins."
        ),
        (
            "Nehmen Sie eine niedrigere Stufe, wenn das Knie mehr als leicht schmerzt.",
            "Halten Sie sich am Geländer fest, wenn Sie unsicher stehen.",
        ),
    ),
    "step-down-control": ExerciseWords(
        "Langsam von der Stufe absenken",
        (
            "Stellen Sie sich mit einem Bein auf eine niedrige Stufe, der andere Fuß hängt vorn über die Kante. "
            "Beugen Sie das Standbein langsam, bis die andere Ferse den Boden gerade antippt. "
            "Drücken Sie sich wieder hoch, ohne sich zu neigen oder die Hüfte sinken zu lassen. "
            "Das Knie bleibt über der zweiten Zehe; Sie spüren, wie der Oberschenkel die Bewegung führt."
        ),
        (
            "Nehmen Sie eine niedrigere Stufe, wenn es vorn am Knie schmerzt.",
            "Hören Sie auf, wenn das Knie nachgibt.",
        ),
    ),
    "hamstring-stretch-lying": ExerciseWords(
        "Oberschenkelrückseite dehnen im Liegen",
        (
            "Legen Sie sich auf den Rücken, ein Handtuch um einen Fuß, das andere Knie gebeugt. "
            "Heben Sie das Bein mit dem Handtuch und strecken Sie das Knie, bis es hinten am Oberschenkel zieht. "
            "Der Rücken liegt locker am Boden. "
            "Bleiben Sie ruhig liegen und atmen Sie weiter."
        ),
        (
            "Senken Sie das Bein, wenn es unterhalb des Knies kribbelt, taub wird oder schmerzt.",
            "Dehnen Sie kurz nach einem Riss der hinteren Oberschenkelmuskeln nur nach Rücksprache mit Ihrer Praxis.",
        ),
    ),
}
