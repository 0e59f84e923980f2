"""Drawings for people: pure functions from figures to SVG, each with the rows of the table that says the same."""
