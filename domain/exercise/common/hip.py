"""Library exercises for the hip."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

HIP: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="bridge",
        name="Bridge",
        region=BodyRegion.HIP,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Lie on your back with your knees bent and your feet flat, hip-width apart. "
            "Squeeze your buttocks and lift your hips until your body is straight from shoulders to knees. "
            "Hold two seconds, then lower slowly. "
            "You should feel your buttocks more than your back."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=(),
        cautions=(
            "Lift less high if your low back hurts.",
            "Move your heels closer if the back of your thighs cramps.",
        ),
    ),
    LibraryExercise(
        slug="bridge-one-leg",
        name="Bridge on one leg",
        region=BodyRegion.HIP,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Lie on your back with one foot flat and the other knee held over your hip. "
            "Squeeze the buttock of the working side and lift your hips. "
            "Keep both sides of your pelvis level, hold two seconds, then lower slowly. "
            "You should feel the buttock of the leg you press with."
        ),
        dose=Dose(sets=3, reps=8, effort=60),
        equipment=(),
        cautions=(
            "Go back to the bridge on both legs if your pelvis tips.",
            "Stop if your low back hurts.",
        ),
    ),
    LibraryExercise(
        slug="clamshell",
        name="Clamshell",
        region=BodyRegion.HIP,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Lie on the other side, with the working leg on top and both knees bent. "
            "Keep your feet together and lift the top knee like an opening shell. "
            "Do not let your pelvis roll back; lower slowly. "
            "You should feel the back and outer side of the top hip."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=(),
        cautions=(
            "Put a pillow between your knees or open less if the outer hip hurts.",
            "After hip surgery, do this only if your therapist has cleared it.",
        ),
    ),
    LibraryExercise(
        slug="hip-flexor-stretch-kneeling",
        name="Kneeling hip flexor stretch",
        region=BodyRegion.HIP,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Kneel on one knee on a cushion, with the other foot flat in front of you. "
            "Tuck your tailbone under and squeeze the buttock of the kneeling side. "
            "Shift forward a little until you feel a pull in front of that hip. "
            "Hold with your trunk tall."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("cushion",),
        cautions=(
            "Do not arch your back to go further.",
            "Do it standing if kneeling hurts, and ask first if you have a new hip.",
        ),
    ),
    LibraryExercise(
        slug="figure-four-stretch",
        name="Figure-four stretch",
        region=BodyRegion.HIP,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie on your back with your knees bent and rest one ankle on the other knee. "
            "Hold behind the other thigh and draw it toward your chest. "
            "You should feel a stretch deep in the buttock of the crossed leg. "
            "Keep your head and back relaxed."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=(),
        cautions=(
            "Ease off if you feel a pinch in the groin or pain in the knee.",
            "Do not do this after a hip replacement unless your surgeon or therapist allows it.",
        ),
    ),
    LibraryExercise(
        slug="hip-hinge-stick",
        name="Hip hinge with a stick",
        region=BodyRegion.HIP,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Stand with a stick along your back so that it touches your head, upper back and tailbone. "
            "Soften your knees and push your hips back, as if closing a door behind you. "
            "Keep all three points on the stick, then stand up by squeezing your buttocks. "
            "You should feel the back of your thighs lengthen."
        ),
        dose=Dose(sets=2, reps=10, effort=30),
        equipment=("broomstick",),
        cautions=(
            "Go only as far as all three points stay on the stick.",
            "Stop if pain moves down your leg.",
        ),
    ),
    LibraryExercise(
        slug="band-side-steps",
        name="Side steps with a band",
        region=BodyRegion.HIP,
        deficit=Deficit.STRENGTH,
        sided=False,
        instructions=(
            "Put a loop band above both knees and stand with your knees slightly bent. "
            "Take small steps to one side, then the same number back; each step counts. "
            "Keep tension on the band and do not let your knees fall in. "
            "You should feel the outer side of both hips."
        ),
        dose=Dose(sets=3, reps=16, effort=50),
        equipment=("loop band",),
        cautions=(
            "Stay near a wall or counter if your balance is poor.",
            "Use a lighter band if the outer hip hurts.",
        ),
    ),
)
