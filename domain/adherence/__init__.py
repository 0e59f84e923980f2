"""How much of the prescribed work was done: the adherence definition of product.md, pure and recomputable."""

DEFINITION_VERSION = 3
"""Published with every number; raised whenever the same facts would be judged otherwise."""
