"""Photos and films of exercises: taken in safely, kept sealed, given in parts."""
