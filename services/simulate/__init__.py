"""The script of a simulation: two invented weeks of some clinics, told before they are played."""

from services.simulate.script import Size, script_of

__all__ = ["Size", "script_of"]
