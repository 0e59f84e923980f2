"""Exercises for the ankle and the foot, in German."""

from domain.exercise.wording.form import ExerciseWords

ANKLE_FOOT: dict[str, ExerciseWords] = {
    "ankle-pumps": ExerciseWords(
        "Fußpumpe",
        (
            "Legen Sie sich auf den Rücken oder setzen Sie sich mit ausgestreckten Beinen hin. "
            "Ziehen Sie die Zehen zum Schienbein und strecken Sie sie dann weit weg, in gleichmäßigem Tempo. "
            "Sie spüren im Wechsel die Waden und die Schienbeine."
        ),
        (
            (
                "Beginnen Sie nicht, wenn eine Wade heiß, geschwollen und "
                "schmerzhaft ist: Rufen Sie sofort in Ihrer Praxis an."
            ),
            "Machen Sie die Bewegung kleiner, wenn der Schmerz im Sprunggelenk zunimmt.",
        ),
    ),
    "ankle-alphabet": ExerciseWords(
        "Alphabet mit dem Fuß",
        (
            "Setzen Sie sich hin, die eine Ferse knapp über dem Boden, der andere Fuß steht flach auf. "
            "Schreiben Sie mit der großen Zehe die Buchstaben von A bis Z in die Luft. "
            "Bewegen Sie nur das Sprunggelenk und halten Sie das Knie still. "
            "Sie spüren, wie das Gelenk lockerer wird; einmal das ganze Alphabet ist eine Wiederholung."
        ),
        (
            "Schreiben Sie kleinere Buchstaben, wenn das Sprunggelenk schmerzt.",
            "Üben Sie nicht, solange der Fuß in Gips oder Schiene ruhig bleiben muss.",
        ),
    ),
    "calf-stretch-wall": ExerciseWords(
        "Wadendehnung an der Wand",
        (
            "Stützen Sie die Hände an eine Wand und stellen Sie einen Fuß einen Schritt nach hinten. "
            "Halten Sie das hintere Knie gestreckt und die Ferse am Boden, die Zehen zeigen zur Wand. "
            "Beugen Sie das andere Knie und lehnen Sie sich vor, bis es oben in der hinteren Wade zieht. "
            "Bleiben Sie ruhig stehen und atmen Sie weiter."
        ),
        (
            "Geben Sie nach, wenn die Achillessehne schmerzt oder es vorn im Sprunggelenk klemmt.",
            (
                "Dehnen Sie kurz nach einem Riss der Wade oder einer Naht "
                "der Achillessehne nur nach Rücksprache mit Ihrer Praxis."
            ),
        ),
    ),
    "calf-stretch-bent-knee": ExerciseWords(
        "Wadendehnung mit gebeugtem Knie",
        (
            "Stellen Sie sich vor eine Wand, den einen Fuß einen kurzen Schritt hinter dem anderen. "
            "Lassen Sie beide Fersen am Boden und beugen Sie langsam beide Knie. "
            "Halten Sie an, wenn es unten in der hinteren Wade zieht, nahe der Ferse. "
            "Bleiben Sie ruhig stehen und atmen Sie weiter."
        ),
        (
            "Beugen Sie weniger, wenn es vorn im Sprunggelenk klemmt.",
            "Dehnen Sie kurz nach einer Naht der Achillessehne nur nach Rücksprache mit Ihrer Praxis.",
        ),
    ),
    "heel-raise-two-legs": ExerciseWords(
        "Fersenheben auf beiden Beinen",
        (
            "Stellen Sie sich hüftbreit hin, die Fingerspitzen auf der Arbeitsplatte. "
            "Heben Sie in zwei Sekunden beide Fersen bis auf die Fußballen und senken Sie sie in drei Sekunden. "
            "Das Gewicht bleibt über der großen und der zweiten Zehe. "
            "Sie spüren beide Waden arbeiten."
        ),
        (
            "Hören Sie auf, wenn es in Wade oder Ferse plötzlich stechend schmerzt oder schnalzt.",
            "Üben Sie nicht, solange Sie ein Bein nicht belasten dürfen.",
        ),
    ),
    "heel-raise-one-leg": ExerciseWords(
        "Fersenheben auf einem Bein",
        (
            "Stellen Sie sich auf ein Bein, die Fingerspitzen auf der Arbeitsplatte, und heben Sie den anderen Fuß. "
            "Drücken Sie sich so hoch wie möglich auf den Fußballen und senken Sie die Ferse langsam in drei Sekunden. "
            "Das Knie bleibt gestreckt und der Fuß kippt nicht nach außen. "
            "Sie spüren die Wade kräftig arbeiten."
        ),
        (
            "Hören Sie auf, wenn es in Wade oder Ferse plötzlich stechend schmerzt oder schnalzt.",
            "Üben Sie wieder auf beiden Beinen, wenn Sie die Ferse nicht ruhig senken können.",
        ),
    ),
    "ankle-turn-out-band": ExerciseWords(
        "Fuß nach außen drehen mit dem Band",
        (
            "Setzen Sie sich mit gestreckten Beinen hin und legen Sie ein Ringband um beide Vorfüße. "
            "Der andere Fuß bleibt still und hält das Band. "
            "Drehen Sie die Sohle des übenden Fußes gegen das Band nach außen und kommen Sie langsam zurück. "
            "Das Knie dreht nicht mit; Sie spüren die Außenseite des Unterschenkels."
        ),
        (
            "Nehmen Sie ein leichteres Band, wenn es außen am Sprunggelenk schmerzt.",
            "Prüfen Sie das Band vor jedem Üben auf Risse.",
        ),
    ),
    "short-foot": ExerciseWords(
        "Kurzer Fuß",
        (
            "Setzen Sie sich hin, den einen Fuß barfuß flach auf dem Boden, den anderen locker daneben. "
            "Ziehen Sie den Fußballen in Richtung Ferse, sodass sich das Fußgewölbe hebt. "
            "Die Zehen bleiben lang und flach; halten Sie fünf Sekunden und lassen Sie dann los. "
            "Sie spüren eine leichte Spannung unter dem Fußgewölbe."
        ),
        (
            "Machen Sie eine kurze Pause, wenn der Fuß krampft.",
            "Wenn Sie in den Füßen wenig fühlen, schauen Sie sich danach die Haut an.",
        ),
    ),
    "sole-stretch": ExerciseWords(
        "Fußsohle und große Zehe dehnen",
        (
            "Setzen Sie sich hin und legen Sie einen Knöchel auf das andere Knie. "
            "Fassen Sie die Zehen und ziehen Sie sie zum Schienbein. "
            "Sie spüren eine deutliche Dehnung in der Sohle, und unter dem Daumen fühlt sich das Gewölbe straff an. "
            "Halten Sie ruhig und lassen Sie langsam los."
        ),
        (
            "Ziehen Sie weniger, wenn das Gelenk der großen Zehe schmerzt.",
            "Schlagen Sie mit einer neuen Hüfte die Beine nicht übereinander, wenn man es Ihnen verboten hat.",
        ),
    ),
}
