"""The library's exercises in German, by slug."""

from domain.exercise.wording.de.ankle_foot import ANKLE_FOOT
from domain.exercise.wording.de.arm import ARM
from domain.exercise.wording.de.back import BACK
from domain.exercise.wording.de.hip import HIP
from domain.exercise.wording.de.knee import KNEE
from domain.exercise.wording.de.neck_posture import NECK_POSTURE
from domain.exercise.wording.de.shoulder import SHOULDER
from domain.exercise.wording.de.whole_body import WHOLE_BODY
from domain.exercise.wording.form import ExerciseWords

DE: dict[str, ExerciseWords] = ANKLE_FOOT | KNEE | HIP | BACK | NECK_POSTURE | SHOULDER | ARM | WHOLE_BODY
