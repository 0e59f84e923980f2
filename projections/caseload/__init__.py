"""Who is in whose care, and what was last heard of them."""
