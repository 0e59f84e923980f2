"""How much somebody may ask for in a minute, over all processes."""
