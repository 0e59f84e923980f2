"""Exercises for the shoulder, in German."""

from domain.exercise.wording.form import ExerciseWords

SHOULDER: dict[str, ExerciseWords] = {
    "shoulder-pendulum": ExerciseWords(
        "Armpendel",
        (
            "Beugen Sie sich vor, die andere Hand auf einem Tisch, und lassen Sie den schmerzenden Arm hängen. "
            "Wiegen Sie den Körper, sodass der Arm von selbst in kleinen Kreisen schwingt. "
            "Machen Sie die Hälfte der Kreise in jede Richtung. "
            "Sie spüren ein leichtes Ziehen und einen lockeren, schweren Arm."
        ),
        (
            "Schwingen Sie den Arm nicht mit eigener Kraft, vor allem nicht nach einer Operation.",
            "Richten Sie sich langsam auf, wenn Ihnen beim Vorbeugen schwindlig wird.",
        ),
    ),
    "table-slide-forward": ExerciseWords(
        "Arm auf dem Tisch vorschieben",
        (
            "Setzen Sie sich an einen Tisch, die Hand des übenden Arms auf einem Handtuch, die andere im Schoß. "
            "Schieben Sie das Handtuch nach vorn und neigen Sie dabei die Brust zum Tisch. "
            "Warten Sie zwei Sekunden am weitesten Punkt und gleiten Sie zurück. "
            "Sie spüren eine Dehnung unter oder hinter der Schulter."
        ),
        (
            "Hören Sie vor einem stechenden Schmerz auf; der Tisch trägt den Arm.",
            "Bleiben Sie nach einer Operation in dem Bereich, der Ihnen genannt wurde.",
        ),
    ),
    "wall-climb-fingers": ExerciseWords(
        "Fingerklettern an der Wand",
        (
            "Stellen Sie sich vor eine Wand, die Fingerspitzen auf Hüfthöhe daran, der andere Arm hängt locker. "
            "Wandern Sie mit den Fingern die Wand hinauf, so hoch es geht, ohne die Schulter hochzuziehen. "
            "Warten Sie fünf Sekunden und wandern Sie wieder hinunter. "
            "Sie spüren eine Dehnung rund um die Schulter."
        ),
        (
            "Bleiben Sie unter der Höhe, bei der es stechend schmerzt.",
            "Üben Sie nicht, solange der Arm in der Schlinge ruhen muss.",
        ),
    ),
    "turn-out-with-stick": ExerciseWords(
        "Schulter nach außen drehen mit dem Stab",
        (
            "Legen Sie sich auf den Rücken, die Ellenbogen gebeugt, einen Stab in beiden Händen. "
            "Der Ellenbogen der steifen Seite bleibt auf einem gefalteten Handtuch neben den Rippen. "
            "Schieben Sie mit der anderen Hand den Stab, sodass der steife "
            "Arm nach außen dreht, und warten Sie fünf Sekunden. "
            "Sie spüren eine Dehnung vorn an der Schulter."
        ),
        (
            "Nicht geeignet, wenn Ihre Schulter nach vorn herausspringt.",
            "Bleiben Sie nach einer Operation in dem Bereich, der Ihnen genannt wurde.",
        ),
    ),
    "cross-body-stretch": ExerciseWords(
        "Schulterdehnung vor der Brust",
        (
            "Setzen oder stellen Sie sich aufrecht hin und führen Sie einen Arm quer vor die Brust. "
            "Fassen Sie ihn mit der anderen Hand oberhalb des Ellenbogens und ziehen Sie ihn näher heran. "
            "Das Schulterblatt bleibt unten und hinten. "
            "Sie spüren eine Dehnung hinten an der Schulter."
        ),
        (
            "Senken Sie den Arm ein wenig, wenn es oben oder vorn in der Schulter klemmt.",
            "Üben Sie kurz nach einer Schulteroperation nur nach Rücksprache mit Ihrer Praxis.",
        ),
    ),
    "turn-out-with-band": ExerciseWords(
        "Schulter nach außen drehen mit dem Band",
        (
            "Befestigen Sie ein Band auf Ellenbogenhöhe, die andere Seite "
            "steht zum Band, und fassen Sie es mit der fernen Hand. "
            "Beugen Sie diesen Ellenbogen im rechten Winkel und klemmen Sie ein gerolltes Handtuch an die Rippen. "
            "Drehen Sie den Unterarm gegen das Band nach außen und kommen Sie langsam zurück. "
            "Sie spüren die Schulter hinten."
        ),
        (
            "Nehmen Sie ein leichteres Band, wenn es mehr als leicht schmerzt.",
            "Prüfen Sie, ob das Band fest sitzt und keine Risse hat.",
        ),
    ),
    "band-row": ExerciseWords(
        "Rudern mit dem Band",
        (
            "Befestigen Sie ein Band auf Taillenhöhe und fassen Sie "
            "in jeder Hand ein Ende, die Arme nach vorn gestreckt. "
            "Ziehen Sie die Ellenbogen an den Rippen entlang zurück und die Schulterblätter zusammen. "
            "Kommen Sie langsam in drei Sekunden zurück. "
            "Sie spüren die Muskeln zwischen den Schulterblättern."
        ),
        (
            "Ziehen Sie die Schultern nicht hoch und lehnen Sie sich nicht zurück.",
            "Prüfen Sie, ob das Band fest sitzt und keine Risse hat.",
        ),
    ),
    "wall-push-up-plus": ExerciseWords(
        "Wandliegestütz mit Nachschieben",
        (
            "Stellen Sie sich eine Armlänge vor eine Wand, die Handflächen auf Brusthöhe daran. "
            "Beugen Sie die Ellenbogen, bis die Brust zur Wand kommt, und drücken Sie sich weg. "
            "Schieben Sie am Ende noch etwas nach, sodass der obere Rücken "
            "rund wird und die Schulterblätter auseinandergehen. "
            "Sie spüren die Muskeln an den Rippen unter den Achseln."
        ),
        (
            "Stellen Sie sich näher heran, wenn Schultern oder Handgelenke schmerzen.",
            "Halten Sie die Ellenbogen unter Schulterhöhe.",
        ),
    ),
    "arm-raise-diagonal": ExerciseWords(
        "Arm schräg nach vorn heben",
        (
            "Stellen Sie sich aufrecht hin, ein leichtes Gewicht in einer "
            "Hand, Daumen nach oben, der andere Arm hängt locker. "
            "Heben Sie den Arm zwischen vorn und seitlich bis auf Schulterhöhe. "
            "Senken Sie ihn langsam in drei Sekunden. "
            "Sie spüren die Schulter oben, ohne sie hochzuziehen."
        ),
        (
            "Beginnen Sie ohne Gewicht und bleiben Sie unter der Höhe, bei der es klemmt.",
            "Üben Sie nach einer Sehnennaht nur, wenn Ihre Praxis es erlaubt.",
        ),
    ),
    "doorway-chest-stretch": ExerciseWords(
        "Brustdehnung im Türrahmen",
        (
            "Stellen Sie sich in einen Türrahmen, die Unterarme am Rahmen, die Ellenbogen knapp unter Schulterhöhe. "
            "Machen Sie mit einem Fuß einen Schritt hindurch und lehnen Sie sich mit festem Bauch vor. "
            "Sie spüren eine Dehnung vorn über der Brust. "
            "Halten Sie und atmen Sie langsam."
        ),
        (
            "Nehmen Sie die Arme tiefer, wenn die Schulter vorn schmerzt oder eine Hand kribbelt.",
            "Nicht geeignet, wenn Ihre Schulter nach vorn herausspringt.",
        ),
    ),
}
