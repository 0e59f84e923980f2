"""Library exercises for the low back and the upper (thoracic) back."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

BACK: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="knee-to-chest",
        name="Knee to chest",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie on your back with both knees bent and your feet flat. "
            "Take hold behind one thigh and draw that knee toward your chest. "
            "Leave the other foot on the floor. "
            "You should feel a gentle stretch in your low back and buttock."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=20),
        equipment=(),
        cautions=(
            "Stop if pain or tingling moves down your leg.",
            "If you have osteoporosis or a recent spine fracture, ask your therapist first.",
        ),
    ),
    LibraryExercise(
        slug="pelvic-tilt-lying",
        name="Pelvic tilt on your back",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Lie on your back with your knees bent and your feet flat. "
            "Gently flatten your low back toward the floor by tightening your lower belly. "
            "Hold three seconds, then let a small arch come back. "
            "You should feel your pelvis rock while your legs stay relaxed."
        ),
        dose=Dose(sets=2, reps=10, effort=20),
        equipment=(),
        cautions=(
            "Do not hold your breath or push with your feet.",
            "Make the movement smaller if it hurts.",
        ),
    ),
    LibraryExercise(
        slug="press-up-prone",
        name="Press-up on your belly",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Lie on your belly with your hands under your shoulders. "
            "Straighten your arms to lift your chest and leave your hips on the floor. "
            "Let your back and buttocks stay loose, breathe out at the top, then lower. "
            "You should feel a gentle pressure in your low back and nothing new in your legs."
        ),
        dose=Dose(sets=2, reps=10, effort=30),
        equipment=(),
        cautions=(
            "Stop if pain, tingling or numbness moves further down a leg.",
            "Not for people who were told to avoid bending backward, for example with spinal stenosis.",
            "Numbness between the legs or new bladder or bowel trouble is an emergency: get help now.",
        ),
    ),
    LibraryExercise(
        slug="backbend-standing",
        name="Standing backbend",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Stand with your feet apart and your hands on the back of your hips. "
            "Lean back over your hands as far as is comfortable, with your knees straight. "
            "Pause one second and return. "
            "You should feel your low back loosen after sitting."
        ),
        dose=Dose(sets=1, reps=5, effort=20),
        equipment=(),
        cautions=(
            "Stop if pain or tingling moves down a leg, or if you feel dizzy.",
            "Stand in front of a counter if your balance is poor.",
            "Not for people who were told to avoid bending backward.",
        ),
    ),
    LibraryExercise(
        slug="cat-camel",
        name="Cat and camel",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Kneel on your hands and knees, hands under shoulders and knees under hips. "
            "Slowly round your whole back up, then let it sag down. "
            "Move with your breath and stop before either end feels forced. "
            "You should feel your spine move piece by piece."
        ),
        dose=Dose(sets=1, reps=10, effort=20),
        equipment=(),
        cautions=(
            "Move less far in the direction that hurts.",
            "Use fists or a folded towel if your wrists are sore.",
        ),
    ),
    LibraryExercise(
        slug="bird-dog",
        name="Bird dog",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Kneel on your hands and knees and tighten your belly lightly. "
            "Reach one arm forward and the opposite leg back, then hold five seconds. "
            "Keep your back level and still, then change sides; each reach counts. "
            "You should feel your back and buttock work without strain."
        ),
        dose=Dose(sets=2, reps=12, effort=40),
        equipment=(),
        cautions=(
            "Lift only the leg if your back sways or hurts.",
            "Put a cushion under your knees if they are sore.",
        ),
    ),
    LibraryExercise(
        slug="dead-bug",
        name="Dead bug",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.CONTROL,
        sided=False,
        instructions=(
            "Lie on your back with your arms up and your hips and knees bent as if you sat on a chair. "
            "Lower one arm overhead and the opposite heel toward the floor. "
            "Return and change sides; each lowering counts. "
            "Keep your low back from arching and feel your belly hold it steady."
        ),
        dose=Dose(sets=2, reps=12, effort=40),
        equipment=(),
        cautions=(
            "Move only the legs or only the arms if your back arches or hurts.",
            "Do not hold your breath.",
            "In later pregnancy, ask your therapist for another position.",
        ),
    ),
    LibraryExercise(
        slug="side-plank-knees",
        name="Side plank on the knees",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Lie on your working side on your forearm, elbow under shoulder, knees bent behind you. "
            "Put the other hand on your top hip. "
            "Lift your hips until your body is straight from head to knees, and hold. "
            "You should feel the side of your waist that faces the floor."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=50),
        equipment=(),
        cautions=(
            "Stop if the shoulder you lean on hurts.",
            "Keep breathing and lower early if your hips sag.",
        ),
    ),
    LibraryExercise(
        slug="plank-forearms",
        name="Plank on the forearms",
        region=BodyRegion.LOW_BACK,
        deficit=Deficit.ENDURANCE,
        sided=False,
        instructions=(
            "Lie on your belly with your elbows under your shoulders and your toes tucked. "
            "Lift your body until it is straight from head to heels, and hold. "
            "Squeeze your buttocks so that your back does not sag. "
            "You should feel your belly working, not your low back."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=50),
        equipment=(),
        cautions=(
            "Do it on your knees if your back sags or hurts.",
            "Keep breathing; if you have high blood pressure or a hernia, ask your therapist first.",
        ),
    ),
    LibraryExercise(
        slug="upper-back-bend-chair",
        name="Upper back bend over a chair",
        region=BodyRegion.THORACIC,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Sit with your upper back against a chair back that ends below your shoulder blades. "
            "Support your head with your hands and point your elbows forward. "
            "Lean your upper back over the edge, breathe out, and return. "
            "You should feel the stretch between your shoulder blades, not in your low back."
        ),
        dose=Dose(sets=2, reps=8, effort=20),
        equipment=("sturdy chair",),
        cautions=(
            "Do not let your neck bend back.",
            "If you have osteoporosis or a spine fracture, ask your therapist first.",
        ),
    ),
    LibraryExercise(
        slug="open-book",
        name="Open book",
        region=BodyRegion.THORACIC,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Lie with the working side on top, knees bent and arms straight in front, palms together. "
            "Lift the top arm and turn your chest open until the arm reaches the other side of your body. "
            "Follow the hand with your eyes and keep your knees together. "
            "You should feel a stretch across your chest and upper back."
        ),
        dose=Dose(sets=2, reps=8, effort=20),
        equipment=("pillow",),
        cautions=(
            "Bend the elbow or stop earlier if your shoulder hurts.",
            "Stop if your arm tingles.",
        ),
    ),
)
