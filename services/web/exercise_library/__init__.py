"""The pages of the library: exercises with pictures, the organisation's own, templates."""
