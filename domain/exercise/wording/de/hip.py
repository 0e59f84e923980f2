"""Exercises for the hip, in German."""

from domain.exercise.wording.form import ExerciseWords

HIP: dict[str, ExerciseWords] = {
    "bridge": ExerciseWords(
        "Brücke",
        (
            "Legen Sie sich auf den Rücken, die Knie gebeugt, die Füße hüftbreit aufgestellt. "
            "Spannen Sie das Gesäß an und heben Sie das Becken, bis der "
            "Körper von den Schultern bis zu den Knien gerade ist. "
            "Halten Sie zwei Sekunden und senken Sie langsam. "
            "Sie spüren das Gesäß mehr als den Rücken."
        ),
        (
            "Heben Sie weniger hoch, wenn der untere Rücken schmerzt.",
            "Stellen Sie die Fersen näher heran, wenn die Oberschenkel hinten krampfen.",
        ),
    ),
    "bridge-one-leg": ExerciseWords(
        "Brücke auf einem Bein",
        (
            "Legen Sie sich auf den Rücken, einen Fuß aufgestellt, das andere Knie über der Hüfte. "
            "Spannen Sie das Gesäß der übenden Seite an und heben Sie das Becken. "
            "Halten Sie beide Beckenseiten gleich hoch, bleiben Sie zwei Sekunden und senken Sie langsam. "
            "Sie spüren das Gesäß auf der Seite, mit der Sie drücken."
        ),
        (
            "Üben Sie die Brücke wieder mit beiden Beinen, wenn das Becken kippt.",
            "Hören Sie auf, wenn der untere Rücken schmerzt.",
        ),
    ),
    "clamshell": ExerciseWords(
        "Muschel",
        (
            "Legen Sie sich auf die andere Seite, das übende Bein oben, beide Knie gebeugt. "
            "Lassen Sie die Füße zusammen und heben Sie das obere Knie, wie eine Muschel, die sich öffnet. "
            "Das Becken rollt nicht nach hinten; senken Sie langsam. "
            "Sie spüren die obere Hüfte hinten und außen."
        ),
        (
            "Legen Sie ein Kissen zwischen die Knie oder öffnen Sie weniger, wenn es außen an der Hüfte schmerzt.",
            "Üben Sie nach einer Hüftoperation nur, wenn Ihre Praxis es erlaubt hat.",
        ),
    ),
    "hip-flexor-stretch-kneeling": ExerciseWords(
        "Hüftbeuger dehnen im Kniestand",
        (
            "Knien Sie mit einem Knie auf einem Kissen, der andere Fuß steht vor Ihnen. "
            "Kippen Sie das Steißbein nach vorn unten und spannen Sie das Gesäß der knienden Seite an. "
            "Schieben Sie sich ein wenig vor, bis es vorn an dieser Hüfte zieht. "
            "Halten Sie mit aufrechtem Oberkörper."
        ),
        (
            "Gehen Sie nicht ins Hohlkreuz, um weiter zu kommen.",
            "Üben Sie im Stehen, wenn das Knien schmerzt; mit einer neuen Hüfte fragen Sie zuerst nach.",
        ),
    ),
    "figure-four-stretch": ExerciseWords(
        "Gesäßdehnung mit überschlagenem Bein",
        (
            "Legen Sie sich auf den Rücken, die Knie gebeugt, und legen Sie einen Knöchel auf das andere Knie. "
            "Fassen Sie hinter den anderen Oberschenkel und ziehen Sie ihn zur Brust. "
            "Sie spüren eine Dehnung tief im Gesäß der überschlagenen Seite. "
            "Kopf und Rücken bleiben locker."
        ),
        (
            "Geben Sie nach, wenn es in der Leiste klemmt oder das Knie schmerzt.",
            "Üben Sie mit einer neuen Hüfte nur, wenn man es Ihnen in Klinik oder Praxis erlaubt hat.",
        ),
    ),
    "hip-hinge-stick": ExerciseWords(
        "Vorbeugen aus der Hüfte mit dem Stab",
        (
            "Stellen Sie sich hin und halten Sie einen Stab so am Rücken, "
            "dass er Kopf, oberen Rücken und Steißbein berührt. "
            "Beugen Sie die Knie leicht und schieben Sie die Hüfte zurück, "
            "als wollten Sie eine Tür hinter sich schließen. "
            "Alle drei Punkte bleiben am Stab; richten Sie sich auf, indem Sie das Gesäß anspannen. "
            "Sie spüren, wie die Oberschenkel hinten länger werden."
        ),
        (
            "Gehen Sie nur so weit, wie alle drei Punkte am Stab bleiben.",
            "Hören Sie auf, wenn Schmerz ins Bein zieht.",
        ),
    ),
    "band-side-steps": ExerciseWords(
        "Seitschritte mit dem Band",
        (
            "Legen Sie ein Ringband oberhalb der Knie um beide Beine und beugen Sie die Knie leicht. "
            "Gehen Sie mit kleinen Schritten zur Seite und ebenso viele zurück; jeder Schritt zählt. "
            "Halten Sie das Band gespannt und lassen Sie die Knie nicht nach innen fallen. "
            "Sie spüren beide Hüften außen."
        ),
        (
            "Bleiben Sie in der Nähe einer Wand oder Arbeitsplatte, wenn Sie unsicher stehen.",
            "Nehmen Sie ein leichteres Band, wenn es außen an der Hüfte schmerzt.",
        ),
    ),
}
