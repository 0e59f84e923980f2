"""Library exercises for the ankle and the foot."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

ANKLE_FOOT: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="ankle-pumps",
        name="Ankle pumps",
        region=BodyRegion.ANKLE,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Lie on your back or sit with your legs out straight. "
            "Pull your toes up toward your shins, then point them away, at a steady pace. "
            "You should feel your calves and shins working in turn."
        ),
        dose=Dose(sets=2, reps=20, effort=20),
        equipment=(),
        cautions=(
            "Do not start if one calf is hot, swollen and sore: call your clinic right away.",
            "Make the movement smaller if the ankle pain goes up.",
        ),
    ),
    LibraryExercise(
        slug="ankle-alphabet",
        name="Ankle alphabet",
        region=BodyRegion.ANKLE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit with one heel just off the floor and the other foot flat. "
            "Draw the letters of the alphabet in the air with your big toe, from A to Z. "
            "Move only from the ankle and keep the knee still. "
            "You should feel the ankle loosen as you go; once through is one repetition."
        ),
        dose=Dose(sets=2, reps=1, effort=20),
        equipment=("chair",),
        cautions=(
            "Draw smaller letters if the ankle hurts.",
            "Do not do this while your ankle must be kept still in a cast or boot.",
        ),
    ),
    LibraryExercise(
        slug="calf-stretch-wall",
        name="Calf stretch at the wall",
        region=BodyRegion.ANKLE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Face a wall with your hands on it and step one foot back. "
            "Keep the back knee straight and its heel down, with the toes pointing at the wall. "
            "Bend the other knee and lean forward until you feel a pull high in the back calf. "
            "Hold still and breathe."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("wall",),
        cautions=(
            "Ease off if you feel pain in the Achilles tendon or a pinch in front of the ankle.",
            "Do not stretch soon after a calf tear or a repair of the Achilles tendon unless your therapist says so.",
        ),
    ),
    LibraryExercise(
        slug="calf-stretch-bent-knee",
        name="Calf stretch with a bent knee",
        region=BodyRegion.ANKLE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Face a wall and place one foot a short step behind the other. "
            "Keep both heels down and slowly bend both knees. "
            "Stop when you feel a pull low in the back calf, near the heel. "
            "Hold still and breathe."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("wall",),
        cautions=(
            "Bend less if you feel a pinch in front of the ankle.",
            "Do not stretch soon after a repair of the Achilles tendon unless your therapist says so.",
        ),
    ),
    LibraryExercise(
        slug="heel-raise-two-legs",
        name="Heel raise on both legs",
        region=BodyRegion.ANKLE,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Stand with your feet hip-width apart and your fingertips on a counter. "
            "Rise onto the balls of both feet in two seconds, then lower your heels in three. "
            "Keep your weight over the big and second toes. "
            "You should feel both calves working."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Stop if you feel a sudden sharp pain or a snap in the calf or heel.",
            "Do not do this while you are told to keep weight off a leg.",
        ),
    ),
    LibraryExercise(
        slug="heel-raise-one-leg",
        name="Heel raise on one leg",
        region=BodyRegion.ANKLE,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Stand on one leg with your fingertips on a counter and lift the other foot. "
            "Rise as high as you can onto the ball of the foot, then lower slowly in three seconds. "
            "Keep the knee straight and the ankle from rolling out. "
            "You should feel the calf working hard."
        ),
        dose=Dose(sets=3, reps=8, effort=60),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Stop if you feel a sudden sharp pain or a snap in the calf or heel.",
            "Go back to both legs if you cannot lower with control.",
        ),
    ),
    LibraryExercise(
        slug="ankle-turn-out-band",
        name="Ankle turn-out with a band",
        region=BodyRegion.ANKLE,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Sit with your legs out straight and loop a band around both forefeet. "
            "Keep the other foot still as an anchor. "
            "Turn the sole of the working foot outward against the band, then return slowly. "
            "Keep the knee from rolling; you should feel the outer side of the lower leg."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=("loop band",),
        cautions=(
            "Use a lighter band if the outer ankle hurts.",
            "Check the band for cracks before each use.",
        ),
    ),
    LibraryExercise(
        slug="short-foot",
        name="Arch lift",
        region=BodyRegion.FOOT,
        deficit=Deficit.CONTROL,
        sided=True,
        instructions=(
            "Sit with one bare foot flat on the floor and the other foot relaxed. "
            "Draw the ball of the foot toward the heel so that the arch rises. "
            "Keep the toes long and flat, hold five seconds, then let go. "
            "You should feel a gentle squeeze under the arch."
        ),
        dose=Dose(sets=2, reps=10, effort=30),
        equipment=("chair",),
        cautions=(
            "Rest for a moment if the foot cramps.",
            "If you have little feeling in your feet, check the skin afterward.",
        ),
    ),
    LibraryExercise(
        slug="sole-stretch",
        name="Sole and big toe stretch",
        region=BodyRegion.FOOT,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit and rest one ankle on the other knee. "
            "Hold the toes and pull them back toward the shin. "
            "You should feel a firm stretch along the sole, and the arch should feel tight to your thumb. "
            "Hold still, then let go slowly."
        ),
        dose=Dose(sets=10, hold_seconds=10, effort=30),
        equipment=("chair",),
        cautions=(
            "Pull less if the big toe joint hurts.",
            "Do not sit with crossed legs if a new hip has been put in and you were told not to.",
        ),
    ),
)
