"""The addresses of the library."""

from services.web.exercise_library.browse import BrowseQuery, browse
from services.web.exercise_library.exercise import ExerciseQuery, exercise, new_exercise, revise_exercise
from services.web.exercise_library.templates import templates
from services.web.page import Page

PAGES = (
    Page(path="/library", name="libraryPage", query=BrowseQuery, show=browse),
    Page(path="/library/new", name="newExercisePage", show=new_exercise),
    Page(path="/library/templates", name="templatesPage", show=templates),
    Page(path="/library/{exercise_id}", name="exercisePage", query=ExerciseQuery, show=exercise),
    Page(path="/library/{exercise_id}/revise", name="reviseExercisePage", show=revise_exercise),
)
