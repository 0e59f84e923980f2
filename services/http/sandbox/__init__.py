"""The doors of sandboxes: making one, and moving its clock."""
