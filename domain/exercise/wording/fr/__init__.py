"""The library's exercises in French, by slug."""

from domain.exercise.wording.form import ExerciseWords
from domain.exercise.wording.fr.ankle_foot import ANKLE_FOOT
from domain.exercise.wording.fr.arm import ARM
from domain.exercise.wording.fr.back import BACK
from domain.exercise.wording.fr.hip import HIP
from domain.exercise.wording.fr.knee import KNEE
from domain.exercise.wording.fr.neck_posture import NECK_POSTURE
from domain.exercise.wording.fr.shoulder import SHOULDER
from domain.exercise.wording.fr.whole_body import WHOLE_BODY

FR: dict[str, ExerciseWords] = ANKLE_FOOT | KNEE | HIP | BACK | NECK_POSTURE | SHOULDER | ARM | WHOLE_BODY
