"""How much of the prescribed work each patient did."""
