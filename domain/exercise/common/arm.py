"""Library exercises for the elbow, the wrist and the hand."""

from domain.exercise.common.form import LibraryExercise
from domain.values import BodyRegion, Deficit, Dose

ARM: tuple[LibraryExercise, ...] = (
    LibraryExercise(
        slug="elbow-bend-straighten",
        name="Elbow bend and straighten",
        region=BodyRegion.ELBOW,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Sit or stand with one arm by your side, palm forward, and the other arm relaxed. "
            "Bend the elbow as far as it goes, pause two seconds, then straighten it as far as it goes. "
            "Move slowly and keep the shoulder still. "
            "You should feel a mild stretch at both ends."
        ),
        dose=Dose(sets=2, reps=15, effort=20),
        equipment=(),
        cautions=(
            "Never force a stiff elbow or let someone push it.",
            "After a fracture or surgery, stay within the range you were given.",
        ),
    ),
    LibraryExercise(
        slug="biceps-curl",
        name="Elbow curl with a weight",
        region=BodyRegion.ELBOW,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Stand tall with a weight in one hand, palm forward, and the other arm relaxed. "
            "Bend the elbow without moving the upper arm. "
            "Lower the weight slowly in three seconds until the arm is straight. "
            "You should feel the front of the upper arm."
        ),
        dose=Dose(sets=3, reps=10, effort=50),
        equipment=("light weight or full bottle",),
        cautions=(
            "Stop if you feel a sudden snap in front of the elbow or shoulder.",
            "Do not swing your back to lift the weight.",
        ),
    ),
    LibraryExercise(
        slug="wrist-lowering-palm-down",
        name="Slow wrist lowering, palm down",
        region=BodyRegion.ELBOW,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Rest your forearm on a table with the hand over the edge, palm down, and hold a light weight. "
            "Lift the hand with the help of the other hand. "
            "Let go with the other hand and lower the weight slowly in four seconds. "
            "You should feel the top of the forearm working toward the outer elbow."
        ),
        dose=Dose(sets=3, reps=12, effort=50),
        equipment=("table", "light weight or full bottle"),
        cautions=(
            "Mild pain while you do it is fine; use less weight if it is worse the next morning.",
            "Stop if your hand goes numb.",
        ),
    ),
    LibraryExercise(
        slug="forearm-turns-hammer",
        name="Forearm turns with a hammer",
        region=BodyRegion.ELBOW,
        deficit=Deficit.CONTROL,
        sided=True,
        instructions=(
            "Rest your forearm on a table and hold a hammer upright over the edge; the other arm rests. "
            "Slowly turn the palm up, come back to the middle, then turn it down. "
            "Both turns together are one repetition. "
            "You should feel the forearm steer the weight."
        ),
        dose=Dose(sets=2, reps=10, effort=40),
        equipment=("table", "hammer"),
        cautions=(
            "Hold the hammer closer to its head if it is too heavy or your elbow hurts.",
            "After a forearm or wrist fracture, ask your therapist first.",
        ),
    ),
    LibraryExercise(
        slug="wrist-bends",
        name="Wrist bends over the table edge",
        region=BodyRegion.WRIST,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Rest your forearm on a table with the hand over the edge, palm down, and the other hand relaxed. "
            "Let the hand drop, then lift it as high as you can with loose fingers. "
            "Pause two seconds at each end. "
            "You should feel a mild stretch on top of the wrist, then under it."
        ),
        dose=Dose(sets=2, reps=15, effort=20),
        equipment=("table",),
        cautions=(
            "Stop before sharp pain.",
            "After a fracture, start only when your cast is off and you have been cleared.",
        ),
    ),
    LibraryExercise(
        slug="prayer-stretch",
        name="Prayer stretch",
        region=BodyRegion.WRIST,
        deficit=Deficit.MOBILITY,
        sided=False,
        instructions=(
            "Put your palms together in front of your chest with your fingers pointing up. "
            "Keep the palms touching and slowly lower your hands toward your waist. "
            "Stop when you feel a stretch on the inner side of your wrists and forearms. "
            "Hold and breathe."
        ),
        dose=Dose(sets=3, hold_seconds=20, effort=20),
        equipment=(),
        cautions=(
            "Raise your hands a little if your fingers tingle or go numb.",
            "Do not do this soon after a wrist fracture or surgery unless you have been cleared.",
        ),
    ),
    LibraryExercise(
        slug="tendon-glides",
        name="Finger tendon glides",
        region=BodyRegion.HAND,
        deficit=Deficit.MOBILITY,
        sided=True,
        instructions=(
            "Hold one hand up with straight fingers and let the other hand rest. "
            "Bend only the end joints to make a hook, straighten, then make a full fist, and straighten again. "
            "Last, bend at the knuckles with straight fingers like a tabletop, and open the hand. "
            "That is one repetition; you should feel the fingers slide freely."
        ),
        dose=Dose(sets=1, reps=10, effort=10),
        equipment=(),
        cautions=(
            "Do not squeeze; move only as far as is easy.",
            "After a tendon repair, do only what your hand therapist showed you.",
        ),
    ),
    LibraryExercise(
        slug="grip-squeeze",
        name="Grip squeeze",
        region=BodyRegion.HAND,
        deficit=Deficit.STRENGTH,
        sided=True,
        instructions=(
            "Hold a soft ball in one palm with the forearm on a table and rest the other hand. "
            "Squeeze with all fingers and the thumb for three seconds, then open the hand wide. "
            "Keep the wrist straight. "
            "You should feel the palm and the forearm working."
        ),
        dose=Dose(sets=3, reps=10, effort=40),
        equipment=("soft ball or rolled sock", "table"),
        cautions=(
            "Squeeze more softly if the thumb or finger joints hurt.",
            "Not for a finger that catches or locks unless your therapist says so.",
        ),
    ),
    LibraryExercise(
        slug="thumb-touches",
        name="Thumb to fingertips",
        region=BodyRegion.HAND,
        deficit=Deficit.CONTROL,
        sided=True,
        instructions=(
            "Hold one hand up with open fingers and let the other hand rest. "
            "Touch the tip of the thumb to each fingertip in turn and make a round O each time. "
            "Open the hand wide between touches; all four fingers are one repetition. "
            "You should feel the base of the thumb steer the movement."
        ),
        dose=Dose(sets=2, reps=10, effort=20),
        equipment=(),
        cautions=(
            "Press lightly if the base of the thumb is sore.",
            "Slow down if the touches miss.",
        ),
    ),
)
