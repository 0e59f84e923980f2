"""Exercises for balance and for endurance, in German."""

from domain.exercise.wording.form import ExerciseWords

WHOLE_BODY: dict[str, ExerciseWords] = {
    "weight-shift": ExerciseWords(
        "Gewicht verlagern von Seite zu Seite",
        (
            "Stellen Sie sich hüftbreit vor eine Arbeitsplatte, die Fingerspitzen darauf. "
            "Verlagern Sie das Gewicht langsam auf einen Fuß, bis die Ferse gegenüber leicht wird. "
            "Warten Sie zwei Sekunden und gehen Sie zur Gegenseite; jede Verlagerung zählt. "
            "Sie spüren, wie der Druck über die Fußsohlen wandert."
        ),
        (
            "Lassen Sie eine Person oder einen Stuhl in der Nähe sein, wenn Sie in letzter Zeit gestürzt sind.",
            "Halten Sie Ihre Grenze ein, wenn Sie ein Bein nicht voll belasten dürfen.",
        ),
    ),
    "feet-together-stand": ExerciseWords(
        "Stand mit geschlossenen Füßen",
        (
            "Stellen Sie sich in eine Ecke oder vor eine Arbeitsplatte, die Füße berühren sich. "
            "Nehmen Sie die Hände weg und schauen Sie geradeaus. "
            "Stehen Sie so still wie möglich; kleines Schwanken in den Sprunggelenken ist gut. "
            "Sie spüren, wie Füße und Sprunggelenke fein ausgleichen."
        ),
        (
            "Halten Sie die Hände knapp über der Arbeitsplatte, damit Sie sich fangen können.",
            "Hören Sie auf und setzen Sie sich, wenn Ihnen schwindlig wird.",
        ),
    ),
    "heel-to-toe-stand": ExerciseWords(
        "Tandemstand",
        (
            "Stellen Sie sich neben eine Arbeitsplatte und setzen Sie den übenden "
            "Fuß gerade hinter den anderen, die Zehen an dessen Ferse. "
            "Verteilen Sie das Gewicht auf beide Füße und nehmen Sie die Hand weg. "
            "Schauen Sie geradeaus und halten Sie. "
            "Sie spüren, wie beide Sprunggelenke Sie im Gleichgewicht halten."
        ),
        (
            "Stellen Sie den vorderen Fuß etwas zur Seite, wenn Sie keine zehn Sekunden schaffen.",
            "Üben Sie nicht allein, wenn Sie in letzter Zeit gestürzt sind.",
        ),
    ),
    "one-leg-stand": ExerciseWords(
        "Einbeinstand",
        (
            "Stellen Sie sich an eine Arbeitsplatte oder ein Waschbecken und heben Sie den anderen Fuß vom Boden. "
            "Das Becken bleibt waagerecht, das Standknie locker. "
            "Halten Sie mit so wenig Hilfe der Hände, wie es sicher ist, zum Beispiel beim Zähneputzen. "
            "Sie spüren Fuß, Sprunggelenk und Hüfte des Standbeins arbeiten."
        ),
        (
            "Lassen Sie eine Hand auf der Platte, wenn Sie in letzter Zeit gestürzt sind oder sich unsicher fühlen.",
            "Hören Sie auf, wenn das Standknie nachgibt oder die Hüfte schmerzt.",
        ),
    ),
    "one-leg-reach": ExerciseWords(
        "Einbeinstand mit Antippen",
        (
            "Stellen Sie sich nahe einer Arbeitsplatte auf ein Bein, dieses Knie leicht gebeugt. "
            "Führen Sie den anderen Fuß nach vorn, zur Seite und nach "
            "hinten und tippen Sie jedes Mal leicht auf den Boden. "
            "Kommen Sie dazwischen zur Mitte zurück; dreimal Tippen ist eine Wiederholung. "
            "Das Standknie bleibt über den Zehen; Sie spüren, wie das Bein Sie hält."
        ),
        (
            "Gehen Sie weniger weit, wenn Sie wackeln oder das Knie schmerzt.",
            "Üben Sie nur, wenn Sie zehn Sekunden auf einem Bein stehen können.",
        ),
    ),
    "heel-to-toe-walk": ExerciseWords(
        "Tandemgang",
        (
            "Stellen Sie sich neben eine Wand oder eine lange Arbeitsplatte. "
            "Gehen Sie geradeaus und setzen Sie jede Ferse dicht vor "
            "die Zehen des hinteren Fußes; jeder Schritt zählt. "
            "Schauen Sie nach vorn, nicht auf die Füße. "
            "Sie spüren, wie Sprunggelenke und Hüften Sie auf der Linie halten."
        ),
        (
            "Lassen Sie die Fingerspitzen an der Wand, wenn Sie unsicher sind.",
            "Räumen Sie vorher Teppiche und Kabel aus dem Weg.",
        ),
    ),
    "march-in-place": ExerciseWords(
        "Gehen auf der Stelle",
        (
            "Stellen Sie sich aufrecht neben eine Arbeitsplatte, oder setzen Sie sich, wenn das Stehen schwerfällt. "
            "Gehen Sie auf der Stelle, heben Sie die Knie so hoch, wie es leicht geht, und schwingen Sie die Arme. "
            "Finden Sie ein Tempo, bei dem Sie schneller atmen, aber noch sprechen können. "
            "Sie spüren, dass Ihnen warm wird, ohne erschöpft zu sein."
        ),
        (
            (
                "Hören Sie auf und holen Sie sofort Hilfe bei Brustschmerz, "
                "Schwäche wie vor einer Ohnmacht oder ungewohnter Atemnot."
            ),
            "Halten Sie sich an der Platte fest, wenn Sie unsicher stehen.",
        ),
    ),
    "brisk-walk": ExerciseWords(
        "Zügiges Gehen",
        (
            "Ziehen Sie feste Schuhe an und wählen Sie einen ebenen Weg. "
            "Gehen Sie ein bis zwei Minuten locker und dann schneller, "
            "bis Sie schneller atmen, aber noch sprechen können. "
            "Lassen Sie die Arme schwingen und gehen Sie die letzte Minute langsamer. "
            "Sie spüren, dass Ihnen warm wird und Sie etwas außer Atem sind."
        ),
        (
            (
                "Hören Sie auf und holen Sie sofort Hilfe bei Brustschmerz, "
                "Schwäche wie vor einer Ohnmacht oder ungewohnter Atemnot."
            ),
            "Teilen Sie den Weg in kürzere auf, wenn die Gelenke mehr als leicht schmerzen.",
            "Mit einer Krankheit von Herz oder Lunge fragen Sie vorher, wie sehr Sie sich anstrengen dürfen.",
        ),
    ),
    "stationary-bike": ExerciseWords(
        "Heimtrainer",
        (
            "Stellen Sie den Sattel so ein, dass das Knie leicht gebeugt ist, wenn das Pedal unten steht. "
            "Treten Sie zwei Minuten gleichmäßig mit wenig Widerstand und erhöhen Sie ihn dann etwas. "
            "Treten Sie so, dass Sie schneller atmen, aber noch sprechen können, und in der letzten Minute leichter. "
            "Sie spüren die Oberschenkel arbeiten, ohne dass die Knie schmerzen."
        ),
        (
            (
                "Hören Sie auf und holen Sie sofort Hilfe bei Brustschmerz, "
                "Schwäche wie vor einer Ohnmacht oder ungewohnter Atemnot."
            ),
            "Stellen Sie den Sattel höher, wenn es vorn am Knie schmerzt.",
            "Mit einer Krankheit von Herz oder Lunge fragen Sie vorher, wie sehr Sie sich anstrengen dürfen.",
        ),
    ),
}
