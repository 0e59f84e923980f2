"""The demonstration: an invented organisation with eight weeks of history, for a first look at the platform."""

from services.demo.seed import seed_demo

__all__ = ["seed_demo"]
