"""The library's exercises in Spanish, by slug."""

from domain.exercise.wording.es.ankle_foot import ANKLE_FOOT
from domain.exercise.wording.es.arm import ARM
from domain.exercise.wording.es.back import BACK
from domain.exercise.wording.es.hip import HIP
from domain.exercise.wording.es.knee import KNEE
from domain.exercise.wording.es.neck_posture import NECK_POSTURE
from domain.exercise.wording.es.shoulder import SHOULDER
from domain.exercise.wording.es.whole_body import WHOLE_BODY
from domain.exercise.wording.form import ExerciseWords

ES: dict[str, ExerciseWords] = ANKLE_FOOT | KNEE | HIP | BACK | NECK_POSTURE | SHOULDER | ARM | WHOLE_BODY
