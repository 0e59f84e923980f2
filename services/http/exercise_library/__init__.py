"""The doors of the library: exercises, their photos and films, templates, and what a program would ask."""
