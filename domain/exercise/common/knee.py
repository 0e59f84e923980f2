"""Library exercises for the knee and the thigh."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

KNEE: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="heel-slide",
        name="Heel slide",
        region=BodyRegion.KNEE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie on your back with the working leg straight and the other knee bent. "
            "Slide the heel along the floor toward your buttock as far as is comfortable. "
            "Pause for two seconds, then slide it back until the leg is straight. "
            "You should feel a mild stretch in front of the knee."
        ),
        dose=Dose(sets=2, reps=15, effort=30),
        equipment=(),
        cautions=(
            "Stop short of sharp pain; a mild pull is fine.",
            "If your surgeon set a limit for bending, stay within it.",
        ),
    ),
    LibraryExercise(
        slug="knee-straightening-heel-prop",
        name="Knee straightening with the heel propped",
        region=BodyRegion.KNEE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie or sit with one heel on a rolled towel and nothing under that knee. "
            "Bend the other leg and rest that foot flat. "
            "Let the propped knee sink down and relax the thigh. "
            "You should feel a slow stretch behind the knee."
        ),
        dose=Dose(sets=3, hold_seconds=120, effort=20),
        equipment=("rolled towel",),
        cautions=(
            "Take a break if the ache gets stronger instead of easing.",
            "Do not do this if your knee already bends backward past straight.",
        ),
    ),
    LibraryExercise(
        slug="thigh-squeeze",
        name="Thigh squeeze",
        region=BodyRegion.KNEE,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Lie or sit with one leg straight and the other knee bent. "
            "Press the back of the straight knee down and tighten the front of the thigh. "
            "Hold five seconds while you breathe, then relax fully. "
            "You should feel the kneecap slide up toward your hip."
        ),
        dose=Dose(sets=2, reps=10, effort=40),
        equipment=(),
        cautions=(
            "Do not hold your breath.",
            "Put a small towel under the knee if pressing down hurts.",
        ),
    ),
    LibraryExercise(
        slug="straight-leg-raise",
        name="Straight leg raise",
        region=BodyRegion.KNEE,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Lie on your back with one leg straight and the other knee bent. "
            "Tighten the thigh first, then lift the straight leg to the height of the other knee. "
            "Lower it slowly in three seconds. "
            "You should feel the front of the thigh, and the knee should not sag."
        ),
        dose=Dose(sets=3, reps=10, effort=50),
        equipment=(),
        cautions=(
            "Stop if it brings on low back pain or pain down the leg.",
            "Go back to the thigh squeeze if you cannot keep the knee straight.",
        ),
    ),
    LibraryExercise(
        slug="sit-to-stand",
        name="Sit to stand",
        region=BodyRegion.KNEE,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Sit near the front of a sturdy chair with your feet under your knees. "
            "Lean your chest forward and stand up without using your hands, if you can. "
            "Sit down slowly in three seconds and keep your knees over your toes. "
            "You should feel your thighs and buttocks working."
        ),
        dose=Dose(sets=3, reps=10, effort=50),
        equipment=("sturdy chair",),
        cautions=(
            "Put the chair against a wall so that it cannot slide.",
            "Use your hands or a higher seat if your knees hurt more than a little.",
            "Stop and sit if you feel dizzy or short of breath.",
        ),
    ),
    LibraryExercise(
        slug="wall-sit",
        name="Wall sit",
        region=BodyRegion.KNEE,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Stand with your back against a wall and your feet two short steps in front of it. "
            "Slide down until your knees are bent about halfway to a chair seat. "
            "Hold there with your weight even on both heels. "
            "You should feel the front of both thighs working."
        ),
        dose=Dose(sets=4, hold_seconds=30, effort=60),
        equipment=("wall",),
        cautions=(
            "Stay higher if the front of the knee hurts.",
            "Keep breathing; if you have high blood pressure, ask your therapist first.",
            "Stand on a floor where your feet will not slip.",
        ),
    ),
    LibraryExercise(
        slug="step-up",
        name="Step up",
        region=BodyRegion.KNEE,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Stand in front of a step with a rail within reach and put one whole foot on it. "
            "Press through that heel and stand tall on the step, pushing off little with the other leg. "
            "Step back down slowly with the other leg. "
            "You should feel the thigh and buttock of the upper leg."
        ),
        dose=Dose(sets=3, reps=10, effort=50),
        equipment=("step", "rail or wall"),
        cautions=(
            "Use a lower step if your knee pain is more than mild.",
            "Hold the rail if your balance is poor.",
        ),
    ),
    LibraryExercise(
        slug="step-down-control",
        name="Slow step down",
        region=BodyRegion.KNEE,
        deficit=Deficit.CONTROL,
        sided=True,
        instructions=(
            "Stand on a low step on one leg, with the other foot hanging off the front edge. "
            "Bend the standing knee slowly until the other heel just taps the floor. "
            "Push back up without leaning or dropping your hip. "
            "Keep the knee over the second toe and feel the thigh steer the movement."
        ),
        dose=Dose(sets=3, reps=8, effort=50),
        equipment=("low step", "rail or wall"),
        cautions=(
            "Use a lower step if the front of the knee hurts.",
            "Stop if the knee gives way.",
        ),
    ),
    LibraryExercise(
        slug="hamstring-stretch-lying",
        name="Hamstring stretch on your back",
        region=BodyRegion.KNEE,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie on your back with a towel around one foot and the other knee bent. "
            "Lift the leg with the towel and straighten the knee until you feel a pull behind the thigh. "
            "Keep your back relaxed on the floor. "
            "Hold still and breathe."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("towel or strap",),
        cautions=(
            "Lower the leg if you feel tingling, numbness or pain below the knee.",
            "Do not stretch soon after a hamstring tear unless your therapist says so.",
        ),
    ),
)
