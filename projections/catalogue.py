"""The written list of read models: one line for each."""

from projections.adherence.projection import ADHERENCE
from projections.base import Projection
from projections.symptoms.projection import SYMPTOMS

PROJECTIONS: tuple[Projection, ...] = (ADHERENCE, SYMPTOMS)
