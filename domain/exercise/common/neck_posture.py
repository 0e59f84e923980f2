"""Library exercises for the neck and for posture."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

NECK_POSTURE: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="chin-tuck",
        name="Chin tuck",
        region=BodyRegion.NECK,
        deficit=Deficit.POSTURE,
        sided=False,
        instructions=(
            "Sit or stand tall and look straight ahead. "
            "Glide your head straight back as if making a double chin, without tipping it. "
            "Hold three seconds, then let go. "
            "You should feel a light stretch at the base of your skull."
        ),
        dose=Dose(sets=1, reps=10, effort=20),
        equipment=(),
        cautions=(
            "Stop if you feel dizzy or if pain or tingling goes into your arm.",
            "Use little force; this is a small movement.",
        ),
    ),
    LibraryExercise(
        slug="neck-turns",
        name="Neck turns",
        region=BodyRegion.NECK,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Sit tall with your shoulders relaxed. "
            "Slowly turn your head to look over one shoulder, pause two seconds, and come back. "
            "Then turn to the opposite side; each turn counts. "
            "You should feel a mild stretch along the side of your neck."
        ),
        dose=Dose(sets=1, reps=10, effort=20),
        equipment=("chair",),
        cautions=(
            "Stop if you feel dizzy, see double, or have trouble speaking, and get help at once.",
            "After a fall or crash, do not start until your neck has been checked.",
        ),
    ),
    LibraryExercise(
        slug="neck-side-stretch",
        name="Side of the neck stretch",
        region=BodyRegion.NECK,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit tall and hold the seat with the hand of the side to be stretched. "
            "Tip your head toward the other shoulder and keep your nose facing forward. "
            "You should feel a pull from your neck to the top of the shoulder. "
            "Hold and breathe slowly."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=20),
        equipment=("chair",),
        cautions=(
            "Do not pull on your head.",
            "Ease off if your arm or hand tingles or goes numb.",
        ),
    ),
    LibraryExercise(
        slug="neck-nod-lying",
        name="Small nod on your back",
        region=BodyRegion.NECK,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Lie on your back with your knees bent and a thin pillow under your head. "
            "Nod gently, as if saying a small yes, and let the back of your head slide up the pillow. "
            "Hold five seconds with your jaw loose, then relax. "
            "You should feel a light effort deep in front of your neck."
        ),
        dose=Dose(sets=2, reps=10, effort=20),
        equipment=("thin pillow",),
        cautions=(
            "Do not lift your head.",
            "Nod less if the big muscles at the side of your neck stand out or if it hurts.",
        ),
    ),
    LibraryExercise(
        slug="neck-press-hand",
        name="Neck press into the hand",
        region=BodyRegion.NECK,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Sit tall with one palm against the side of your head, above the ear, and rest the other hand on your lap. "
            "Press your head into the palm and let nothing move. "
            "Use about a third of your strength and keep breathing. "
            "You should feel the side of your neck tighten evenly."
        ),
        dose=Dose(sets=5, hold_seconds=10, effort=30),
        equipment=("chair",),
        cautions=(
            "Press more softly if it hurts or gives you a headache.",
            "After a fall or crash, do not start until your neck has been checked.",
        ),
    ),
    LibraryExercise(
        slug="shoulder-blade-squeeze",
        name="Shoulder blade squeeze",
        region=BodyRegion.THORACIC,
        deficit=Deficit.POSTURE,
        sided=False,
        instructions=(
            "Sit or stand tall with your arms by your sides. "
            "Draw your shoulder blades back and slightly down, as if into your back pockets. "
            "Hold five seconds without lifting your ribs, then relax. "
            "You should feel the muscles between your shoulder blades."
        ),
        dose=Dose(sets=1, reps=10, effort=30),
        equipment=(),
        cautions=(
            "Do not shrug your shoulders toward your ears.",
            "Squeeze less if your neck or shoulder hurts.",
        ),
    ),
    LibraryExercise(
        slug="wall-angel",
        name="Wall angel",
        region=BodyRegion.THORACIC,
        deficit=Deficit.POSTURE,
        sided=False,
        instructions=(
            "Stand with your back, head and hips against a wall and your feet a short step in front. "
            "Bend your elbows and rest the backs of your arms on the wall, as far as you can. "
            "Slide your arms up and down slowly while your low back stays still. "
            "You should feel your upper back working and your chest opening."
        ),
        dose=Dose(sets=2, reps=10, effort=30),
        equipment=("wall",),
        cautions=(
            "Slide only as high as is free of shoulder pain.",
            "Let your arms come off the wall rather than force them.",
        ),
    ),
    LibraryExercise(
        slug="posture-reset",
        name="Posture reset",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.POSTURE,
        sided=False,
        instructions=(
            "Sit with both feet on the floor and your weight on your sitting bones. "
            "Grow tall through the top of your head, let your shoulders drop back, and level your chin. "
            "Stay there for three slow breaths; that is one repetition. "
            "You should feel long and light, not stiff."
        ),
        dose=Dose(sets=1, reps=3, effort=20),
        equipment=("chair",),
        cautions=(
            "Do not force a hollow in your back.",
            "If you do this in a car, do it only while stopped and keep your eyes on the road.",
        ),
    ),
)
