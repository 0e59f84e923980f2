"""Exercises for the back, in German."""

from domain.exercise.wording.form import ExerciseWords

BACK: dict[str, ExerciseWords] = {
    "knee-to-chest": ExerciseWords(
        "Knie zur Brust",
        (
            "Legen Sie sich auf den Rücken, beide Knie gebeugt, die Füße aufgestellt. "
            "Fassen Sie hinter einen Oberschenkel und ziehen Sie dieses Knie zur Brust. "
            "Der andere Fuß bleibt am Boden. "
            "Sie spüren eine sanfte Dehnung im unteren Rücken und im Gesäß."
        ),
        (
            "Hören Sie auf, wenn Schmerz oder Kribbeln ins Bein zieht.",
            "Bei Osteoporose oder einem frischen Wirbelbruch fragen Sie zuerst in Ihrer Praxis nach.",
        ),
    ),
    "pelvic-tilt-lying": ExerciseWords(
        "Beckenkippen im Liegen",
        (
            "Legen Sie sich auf den Rücken, die Knie gebeugt, die Füße aufgestellt. "
            "Spannen Sie den Unterbauch an und drücken Sie den unteren Rücken sanft zum Boden. "
            "Halten Sie drei Sekunden und lassen Sie dann wieder ein kleines Hohlkreuz zu. "
            "Sie spüren, wie das Becken schaukelt, während die Beine locker bleiben."
        ),
        (
            "Halten Sie nicht die Luft an und drücken Sie nicht mit den Füßen.",
            "Machen Sie die Bewegung kleiner, wenn sie schmerzt.",
        ),
    ),
    "press-up-prone": ExerciseWords(
        "Aufstützen aus der Bauchlage",
        (
            "Legen Sie sich auf den Bauch, die Hände unter den Schultern. "
            "Strecken Sie die Arme und heben Sie die Brust, die Hüften bleiben am Boden. "
            "Lassen Sie Rücken und Gesäß locker, atmen Sie oben aus und senken Sie sich wieder. "
            "Sie spüren einen leichten Druck im unteren Rücken und nichts Neues in den Beinen."
        ),
        (
            "Hören Sie auf, wenn Schmerz, Kribbeln oder Taubheit weiter ins Bein zieht.",
            "Nicht geeignet, wenn Sie sich nicht nach hinten beugen sollen, zum Beispiel bei engem Wirbelkanal.",
            (
                "Taubheit zwischen den Beinen oder neue Probleme mit Blase "
                "oder Darm sind ein Notfall: Holen Sie sofort Hilfe."
            ),
        ),
    ),
    "backbend-standing": ExerciseWords(
        "Rückbeugen im Stehen",
        (
            "Stellen Sie sich mit leicht geöffneten Beinen hin, die Hände hinten auf dem Becken. "
            "Beugen Sie sich über die Hände zurück, so weit es angenehm ist, die Knie gestreckt. "
            "Bleiben Sie eine Sekunde und kommen Sie zurück. "
            "Sie spüren, wie sich der untere Rücken nach dem Sitzen löst."
        ),
        (
            "Hören Sie auf, wenn Schmerz oder Kribbeln ins Bein zieht oder Ihnen schwindlig wird.",
            "Stellen Sie sich vor eine Arbeitsplatte, wenn Sie unsicher stehen.",
            "Nicht geeignet, wenn Sie sich nicht nach hinten beugen sollen.",
        ),
    ),
    "cat-camel": ExerciseWords(
        "Katzenbuckel und Pferderücken",
        (
            "Gehen Sie in den Vierfüßlerstand, die Hände unter den Schultern, die Knie unter den Hüften. "
            "Machen Sie langsam den ganzen Rücken rund und lassen Sie ihn dann durchhängen. "
            "Bewegen Sie sich im Atemrhythmus und halten Sie an, bevor es sich gezwungen anfühlt. "
            "Sie spüren, wie sich die Wirbelsäule Stück für Stück bewegt."
        ),
        (
            "Bewegen Sie sich weniger weit in die Richtung, die schmerzt.",
            "Stützen Sie sich auf die Fäuste oder ein gefaltetes Handtuch, wenn die Handgelenke wehtun.",
        ),
    ),
    "bird-dog": ExerciseWords(
        "Arm und Bein strecken im Vierfüßlerstand",
        (
            "Gehen Sie in den Vierfüßlerstand und spannen Sie den Bauch leicht an. "
            "Strecken Sie einen Arm nach vorn und das gegenüberliegende "
            "Bein nach hinten, dann halten Sie fünf Sekunden. "
            "Der Rücken bleibt gerade und ruhig; wechseln Sie die Seite, jedes Strecken zählt. "
            "Sie spüren Rücken und Gesäß arbeiten, ohne dass es anstrengt."
        ),
        (
            "Heben Sie nur das Bein, wenn der Rücken schwankt oder schmerzt.",
            "Legen Sie ein Kissen unter die Knie, wenn sie wehtun.",
        ),
    ),
    "dead-bug": ExerciseWords(
        "Käfer",
        (
            "Legen Sie sich auf den Rücken, die Arme nach oben, Hüften und Knie gebeugt wie auf einem Stuhl. "
            "Senken Sie einen Arm über den Kopf und die gegenüberliegende Ferse zum Boden. "
            "Kommen Sie zurück und wechseln Sie die Seite; jedes Senken zählt. "
            "Gehen Sie nicht ins Hohlkreuz und spüren Sie, wie der Bauch den Rücken hält."
        ),
        (
            "Bewegen Sie nur die Beine oder nur die Arme, wenn der Rücken ins Hohlkreuz geht oder schmerzt.",
            "Halten Sie nicht die Luft an.",
            "In der späteren Schwangerschaft fragen Sie in Ihrer Praxis nach einer anderen Stellung.",
        ),
    ),
    "side-plank-knees": ExerciseWords(
        "Seitstütz auf den Knien",
        (
            "Legen Sie sich auf die übende Seite, auf den Unterarm gestützt, den "
            "Ellenbogen unter der Schulter, die Knie nach hinten gebeugt. "
            "Legen Sie die andere Hand auf die obere Hüfte. "
            "Heben Sie das Becken, bis der Körper vom Kopf bis zu den Knien gerade ist, und halten Sie. "
            "Sie spüren die Seite der Taille, die zum Boden zeigt."
        ),
        (
            "Hören Sie auf, wenn die Schulter schmerzt, auf die Sie sich stützen.",
            "Atmen Sie weiter und setzen Sie früher ab, wenn das Becken sinkt.",
        ),
    ),
    "plank-forearms": ExerciseWords(
        "Unterarmstütz",
        (
            "Legen Sie sich auf den Bauch, die Ellenbogen unter den Schultern, die Zehen aufgestellt. "
            "Heben Sie den Körper, bis er vom Kopf bis zu den Fersen gerade ist, und halten Sie. "
            "Spannen Sie das Gesäß an, damit der Rücken nicht durchhängt. "
            "Sie spüren den Bauch arbeiten, nicht den unteren Rücken."
        ),
        (
            "Üben Sie auf den Knien, wenn der Rücken durchhängt oder schmerzt.",
            "Atmen Sie weiter; bei hohem Blutdruck oder einem Bruch am Bauch fragen Sie zuerst in Ihrer Praxis nach.",
        ),
    ),
    "upper-back-bend-chair": ExerciseWords(
        "Oberen Rücken über die Stuhllehne strecken",
        (
            "Setzen Sie sich mit dem oberen Rücken an eine Lehne, die unterhalb der Schulterblätter endet. "
            "Stützen Sie den Kopf mit den Händen, die Ellenbogen zeigen nach vorn. "
            "Lehnen Sie den oberen Rücken über die Kante, atmen Sie aus und kommen Sie zurück. "
            "Sie spüren die Dehnung zwischen den Schulterblättern, nicht im unteren Rücken."
        ),
        (
            "Lassen Sie den Nacken nicht nach hinten knicken.",
            "Bei Osteoporose oder einem Wirbelbruch fragen Sie zuerst in Ihrer Praxis nach.",
        ),
    ),
    "open-book": ExerciseWords(
        "Offenes Buch",
        (
            "Legen Sie sich mit der übenden Seite nach oben, die Knie gebeugt, "
            "die Arme nach vorn gestreckt, die Handflächen aufeinander. "
            "Heben Sie den oberen Arm und drehen Sie die Brust auf, "
            "bis der Arm auf der anderen Seite des Körpers ankommt. "
            "Folgen Sie der Hand mit den Augen und lassen Sie die Knie zusammen. "
            "Sie spüren eine Dehnung über Brust und oberem Rücken."
        ),
        (
            "Beugen Sie den Ellenbogen oder halten Sie früher an, wenn die Schulter schmerzt.",
            "Hören Sie auf, wenn der Arm kribbelt.",
        ),
    ),
}
