"""Library exercises for the shoulder and the shoulder blade."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

SHOULDER: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="shoulder-pendulum",
        name="Pendulum",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lean forward with the other hand on a table and let the sore arm hang down. "
            "Sway your body so that the arm swings in small circles by itself. "
            "Do half of the circles in each direction. "
            "You should feel a light pull and a loose, heavy arm."
        ),
        dose=Dose(sets=2, reps=20, effort=10),
        equipment=("table",),
        cautions=(
            "Do not swing the arm with its own muscles, above all after surgery.",
            "Stand up slowly if bending forward makes you dizzy.",
        ),
    ),
    LibraryExercise(
        slug="table-slide-forward",
        name="Table slide",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit at a table with the hand of the working arm on a towel and the other hand in your lap. "
            "Slide the towel forward as you lean your chest toward the table. "
            "Pause two seconds at the furthest point, then slide back. "
            "You should feel a stretch under or behind the shoulder."
        ),
        dose=Dose(sets=2, reps=10, effort=20),
        equipment=("table", "towel"),
        cautions=(
            "Stop before sharp pain; let the table carry the arm.",
            "After surgery, stay within the range you were given.",
        ),
    ),
    LibraryExercise(
        slug="wall-climb-fingers",
        name="Finger climb on the wall",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Face a wall with your fingertips on it at waist height and the other arm relaxed. "
            "Walk your fingers up the wall as high as you can without shrugging. "
            "Pause five seconds, then walk them down. "
            "You should feel a stretch around the shoulder."
        ),
        dose=Dose(sets=2, reps=8, effort=30),
        equipment=("wall",),
        cautions=(
            "Stay below the height that gives sharp pain.",
            "Do not do this while your arm must rest in a sling.",
        ),
    ),
    LibraryExercise(
        slug="turn-out-with-stick",
        name="Shoulder turn-out with a stick",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie on your back with your elbows bent and hold a stick in both hands. "
            "Keep the elbow of the stiff side on a folded towel beside your ribs. "
            "With the other hand, push the stick so that the stiff arm turns outward, then pause five seconds. "
            "You should feel a stretch in front of the shoulder."
        ),
        dose=Dose(sets=2, reps=10, effort=30),
        equipment=("broomstick", "folded towel"),
        cautions=(
            "Not for people whose shoulder slips out toward the front.",
            "After surgery, stay within the range you were given.",
        ),
    ),
    LibraryExercise(
        slug="cross-body-stretch",
        name="Cross-body shoulder stretch",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit or stand tall and bring one arm across your chest. "
            "Hold it above the elbow with the other hand and draw it closer. "
            "Keep the shoulder blade down and back. "
            "You should feel a stretch behind the shoulder."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=(),
        cautions=(
            "Lower the arm a little if you feel a pinch on top or in front of the shoulder.",
            "Do not do this soon after shoulder surgery unless your therapist says so.",
        ),
    ),
    LibraryExercise(
        slug="turn-out-with-band",
        name="Shoulder turn-out with a band",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Fix a band at elbow height and stand with the other side toward it, holding it with the far hand. "
            "Bend that elbow to a square corner and squeeze a rolled towel against your ribs. "
            "Turn the forearm outward against the band, then return slowly. "
            "You should feel the back of the shoulder."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=("band", "rolled towel"),
        cautions=(
            "Use a lighter band if the pain is more than mild.",
            "Check that the band is firmly fixed and has no cracks.",
        ),
    ),
    LibraryExercise(
        slug="band-row",
        name="Row with a band",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Fix a band at waist height and hold one end in each hand, arms straight in front. "
            "Draw your elbows back along your ribs and squeeze your shoulder blades together. "
            "Return slowly in three seconds. "
            "You should feel the muscles between your shoulder blades."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=("band",),
        cautions=(
            "Do not shrug or lean back.",
            "Check that the band is firmly fixed and has no cracks.",
        ),
    ),
    LibraryExercise(
        slug="wall-push-up-plus",
        name="Wall push-up with an extra push",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Stand at arm's length from a wall with your palms on it at chest height. "
            "Bend your elbows to bring your chest to the wall, then push away. "
            "At the end push a little more, so that your upper back rounds and your shoulder blades spread. "
            "You should feel the muscles along your ribs below the armpits."
        ),
        dose=Dose(sets=3, reps=10, effort=40),
        equipment=("wall",),
        cautions=(
            "Stand closer if your shoulders or wrists hurt.",
            "Keep your elbows below shoulder height.",
        ),
    ),
    LibraryExercise(
        slug="arm-raise-diagonal",
        name="Arm raise between front and side",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Stand tall with a light weight in one hand, thumb up, and the other arm relaxed. "
            "Raise the arm halfway between front and side, up to shoulder height. "
            "Lower it slowly in three seconds. "
            "You should feel the top of the shoulder, without a shrug."
        ),
        dose=Dose(sets=3, reps=10, effort=50),
        equipment=("light weight or full bottle",),
        cautions=(
            "Start without a weight, and stop below any pinch.",
            "After a tendon repair, do this only when your therapist says so.",
        ),
    ),
    LibraryExercise(
        slug="doorway-chest-stretch",
        name="Doorway chest stretch",
        region=BodyRegion.SHOULDER,
        deficit=Deficit.POSTURE,
        sided=False,
        instructions=(
            "Stand in a doorway with your forearms on the frame and your elbows just below shoulder height. "
            "Step one foot through and lean forward with your belly tight. "
            "You should feel a stretch across the front of your chest. "
            "Hold and breathe slowly."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("doorway",),
        cautions=(
            "Lower your arms if the front of the shoulder hurts or a hand tingles.",
            "Not for people whose shoulder slips out toward the front.",
        ),
    ),
)
