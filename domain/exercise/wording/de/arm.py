"""Exercises for the elbow, the wrist and the hand, in German."""

from domain.exercise.wording.form import ExerciseWords

ARM: dict[str, ExerciseWords] = {
    "elbow-bend-straighten": ExerciseWords(
        "Ellenbogen beugen und strecken",
        (
            "Setzen oder stellen Sie sich hin, einen Arm neben dem Körper, "
            "Handfläche nach vorn, der andere Arm ist locker. "
            "Beugen Sie den Ellenbogen, so weit es geht, warten Sie "
            "zwei Sekunden und strecken Sie ihn, so weit es geht. "
            "Bewegen Sie langsam und halten Sie die Schulter ruhig. "
            "Sie spüren an beiden Enden eine leichte Dehnung."
        ),
        (
            "Zwingen Sie einen steifen Ellenbogen nie und lassen Sie ihn auch nicht von anderen drücken.",
            "Bleiben Sie nach einem Bruch oder einer Operation in dem Bereich, der Ihnen genannt wurde.",
        ),
    ),
    "biceps-curl": ExerciseWords(
        "Bizepsbeugen mit Gewicht",
        (
            "Stellen Sie sich aufrecht hin, ein Gewicht in einer Hand, "
            "Handfläche nach vorn, der andere Arm ist locker. "
            "Beugen Sie den Ellenbogen, ohne den Oberarm zu bewegen. "
            "Senken Sie das Gewicht langsam in drei Sekunden, bis der Arm gestreckt ist. "
            "Sie spüren den Oberarm vorn."
        ),
        (
            "Hören Sie auf, wenn es vorn im Ellenbogen oder in der Schulter plötzlich schnalzt.",
            "Holen Sie nicht mit dem Rücken Schwung.",
        ),
    ),
    "wrist-lowering-palm-down": ExerciseWords(
        "Handgelenk langsam senken",
        (
            "Legen Sie den Unterarm auf einen Tisch, die Hand über der "
            "Kante, Handfläche nach unten, mit einem leichten Gewicht. "
            "Heben Sie die Hand mit Hilfe der anderen Hand. "
            "Lassen Sie mit der anderen Hand los und senken Sie das Gewicht langsam in vier Sekunden. "
            "Sie spüren den Unterarm oben arbeiten, bis zum Ellenbogen außen."
        ),
        (
            (
                "Leichter Schmerz beim Üben ist in Ordnung; nehmen Sie weniger "
                "Gewicht, wenn es am nächsten Morgen schlimmer ist."
            ),
            "Hören Sie auf, wenn die Hand taub wird.",
        ),
    ),
    "forearm-turns-hammer": ExerciseWords(
        "Unterarm drehen mit dem Hammer",
        (
            "Legen Sie den Unterarm auf einen Tisch und halten Sie über "
            "der Kante einen Hammer aufrecht; der andere Arm ruht. "
            "Drehen Sie die Handfläche langsam nach oben, zurück zur Mitte und dann nach unten. "
            "Beide Drehungen zusammen sind eine Wiederholung. "
            "Sie spüren, wie der Unterarm das Gewicht führt."
        ),
        (
            "Fassen Sie den Hammer näher am Kopf, wenn er zu schwer ist oder der Ellenbogen schmerzt.",
            "Nach einem Bruch von Unterarm oder Handgelenk fragen Sie zuerst in Ihrer Praxis nach.",
        ),
    ),
    "wrist-bends": ExerciseWords(
        "Handgelenk beugen über der Tischkante",
        (
            "Legen Sie den Unterarm auf einen Tisch, die Hand über der "
            "Kante, Handfläche nach unten, die andere Hand ist locker. "
            "Lassen Sie die Hand sinken und heben Sie sie dann mit lockeren Fingern, so hoch es geht. "
            "Warten Sie an jedem Ende zwei Sekunden. "
            "Sie spüren eine leichte Dehnung erst oben, dann unten am Handgelenk."
        ),
        (
            "Hören Sie vor einem stechenden Schmerz auf.",
            "Beginnen Sie nach einem Bruch erst, wenn der Gips ab ist und man es Ihnen erlaubt hat.",
        ),
    ),
    "prayer-stretch": ExerciseWords(
        "Gebetsdehnung",
        (
            "Legen Sie vor der Brust die Handflächen aneinander, die Finger zeigen nach oben. "
            "Die Handflächen bleiben zusammen; senken Sie die Hände langsam zur Taille. "
            "Halten Sie an, wenn es innen an Handgelenken und Unterarmen zieht. "
            "Bleiben Sie so und atmen Sie weiter."
        ),
        (
            "Heben Sie die Hände ein wenig, wenn die Finger kribbeln oder taub werden.",
            "Üben Sie kurz nach einem Bruch oder einer Operation am Handgelenk nur, wenn man es Ihnen erlaubt hat.",
        ),
    ),
    "tendon-glides": ExerciseWords(
        "Sehnengleiten der Finger",
        (
            "Halten Sie eine Hand hoch, die Finger gestreckt, die andere Hand ruht. "
            "Beugen Sie nur die vorderen Gelenke zum Haken, strecken Sie, "
            "machen Sie eine ganze Faust und strecken Sie wieder. "
            "Beugen Sie zuletzt die Finger gestreckt in den Grundgelenken "
            "wie eine Tischplatte und öffnen Sie die Hand. "
            "Das ist eine Wiederholung; Sie spüren, wie die Finger frei gleiten."
        ),
        (
            "Drücken Sie nicht; bewegen Sie nur, so weit es leicht geht.",
            "Tun Sie nach einer Sehnennaht nur, was man Ihnen in der Handtherapie gezeigt hat.",
        ),
    ),
    "grip-squeeze": ExerciseWords(
        "Ball drücken",
        (
            "Halten Sie einen weichen Ball in einer Hand, den Unterarm auf dem Tisch, die andere Hand ruht. "
            "Drücken Sie drei Sekunden mit allen Fingern und dem Daumen und öffnen Sie dann die Hand weit. "
            "Das Handgelenk bleibt gerade. "
            "Sie spüren Handfläche und Unterarm arbeiten."
        ),
        (
            "Drücken Sie schwächer, wenn die Gelenke von Daumen oder Fingern schmerzen.",
            "Mit einem Finger, der hängen bleibt oder schnappt, nur nach Rücksprache mit Ihrer Praxis.",
        ),
    ),
    "thumb-touches": ExerciseWords(
        "Daumen zu den Fingerspitzen",
        (
            "Halten Sie eine Hand mit offenen Fingern hoch, die andere Hand ruht. "
            "Führen Sie die Daumenspitze nacheinander zu jeder Fingerspitze und bilden Sie jedes Mal ein rundes O. "
            "Öffnen Sie die Hand dazwischen weit; alle vier Finger sind eine Wiederholung. "
            "Sie spüren, wie der Daumenballen die Bewegung führt."
        ),
        (
            "Drücken Sie nur leicht, wenn der Daumen am Ansatz wehtut.",
            "Werden Sie langsamer, wenn Sie die Fingerspitzen verfehlen.",
        ),
    ),
}
