"""Library exercises for balance and for endurance of the whole body."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

WHOLE_BODY: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="weight-shift",
        name="Weight shift from side to side",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=False,
        instructions=(
            "Stand at a counter with your feet hip-width apart and your fingertips on it. "
            "Move your weight slowly over one foot until the opposite heel gets light. "
            "Pause two seconds, then move to the opposite side; each shift counts. "
            "You should feel the pressure travel across your soles."
        ),
        dose=Dose(sets=2, reps=20, effort=20),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Have a person or a chair close by if you have fallen lately.",
            "Follow your limits if you may not put full weight on a leg.",
        ),
    ),
    LibraryExercise(
        slug="feet-together-stand",
        name="Stand with feet together",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=False,
        instructions=(
            "Stand in a corner or at a counter with your feet touching. "
            "Lift your hands off and look straight ahead. "
            "Hold as still as you can; small sways at the ankles are good. "
            "You should feel your feet and ankles making small corrections."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=20),
        equipment=("counter or corner",),
        cautions=(
            "Keep your hands just above the counter so that you can catch yourself.",
            "Stop and sit if you feel dizzy.",
        ),
    ),
    LibraryExercise(
        slug="heel-to-toe-stand",
        name="Heel-to-toe stand",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=True,
        instructions=(
            "Stand beside a counter and place the working foot straight behind the other, toes touching its heel. "
            "Spread your weight over both feet and lift your hand off the counter. "
            "Look straight ahead and hold. "
            "You should feel both ankles working to keep you steady."
        ),
        dose=Dose(sets=3, hold_seconds=30, effort=30),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Place the front foot a little to the side if you cannot hold ten seconds.",
            "Do not do this alone if you have fallen lately.",
        ),
    ),
    LibraryExercise(
        slug="one-leg-stand",
        name="One-leg stand",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=True,
        instructions=(
            "Stand at a counter or sink and lift the other foot off the floor. "
            "Keep your hips level and the standing knee soft. "
            "Hold with as little help from your hands as is safe, for example while you brush your teeth. "
            "You should feel the standing foot, ankle and hip working."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=30),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Keep a hand on the counter if you have fallen lately or feel unsure.",
            "Stop if the standing knee gives way or the hip hurts.",
        ),
    ),
    LibraryExercise(
        slug="one-leg-reach",
        name="One-leg reach",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=True,
        instructions=(
            "Stand on one leg near a counter with that knee slightly bent. "
            "Reach the other foot forward, to the side and behind, and tap the floor lightly each time. "
            "Come back to the middle between taps; all three taps are one repetition. "
            "Keep the standing knee over its toes and feel that leg steady you."
        ),
        dose=Dose(sets=2, reps=8, effort=40),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Reach less far if you wobble or your knee hurts.",
            "Do this only when you can stand on one leg for ten seconds.",
        ),
    ),
    LibraryExercise(
        slug="heel-to-toe-walk",
        name="Heel-to-toe walk",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.BALANCE,
        sided=False,
        instructions=(
            "Stand beside a wall or a long counter. "
            "Walk in a straight line and set each heel close in front of the opposite toes; each step counts. "
            "Look ahead, not at your feet. "
            "You should feel your ankles and hips keep you on the line."
        ),
        dose=Dose(sets=3, reps=10, effort=30),
        equipment=("wall or long counter",),
        cautions=(
            "Keep your fingertips on the wall if you are unsure.",
            "Clear rugs and cords out of the way first.",
        ),
    ),
    LibraryExercise(
        slug="march-in-place",
        name="March in place",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.ENDURANCE,
        sided=False,
        instructions=(
            "Stand tall beside a counter, or sit if standing is hard. "
            "March in place, lift your knees to a height that is easy, and swing your arms. "
            "Find a pace that makes you breathe faster but still lets you talk. "
            "You should feel warm, not worn out."
        ),
        dose=Dose(sets=3, hold_seconds=60, effort=40),
        equipment=("counter or sturdy chair",),
        cautions=(
            "Stop and get help at once if you have chest pain, faintness or unusual shortness of breath.",
            "Hold the counter if your balance is poor.",
        ),
    ),
    LibraryExercise(
        slug="brisk-walk",
        name="Brisk walk",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.ENDURANCE,
        sided=False,
        instructions=(
            "Put on steady shoes and pick a flat path. "
            "Walk easily for a minute or two, then speed up until you breathe faster but can still talk. "
            "Let your arms swing and slow down for the last minute. "
            "You should feel warm and a little out of breath."
        ),
        dose=Dose(sets=1, hold_seconds=900, effort=40),
        equipment=("walking shoes",),
        cautions=(
            "Stop and get help at once if you have chest pain, faintness or unusual shortness of breath.",
            "Split the walk into shorter ones if joint pain goes above a mild level.",
            "If you have heart or lung disease, ask how hard you may work.",
        ),
    ),
    LibraryExercise(
        slug="stationary-bike",
        name="Stationary bike",
        region=BodyRegion.WHOLE_BODY,
        deficit=Deficit.ENDURANCE,
        sided=False,
        instructions=(
            "Set the seat so that your knee is slightly bent when the pedal is at the bottom. "
            "Pedal smoothly with little resistance for two minutes, then add a little. "
            "Work so that you breathe faster but can still talk, and ease off for the last minute. "
            "You should feel your thighs working without knee pain."
        ),
        dose=Dose(sets=1, hold_seconds=600, effort=40),
        equipment=("stationary bike",),
        cautions=(
            "Stop and get help at once if you have chest pain, faintness or unusual shortness of breath.",
            "Raise the seat if the front of the knee hurts.",
            "If you have heart or lung disease, ask how hard you may work.",
        ),
    ),
)
