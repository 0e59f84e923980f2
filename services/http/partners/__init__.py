"""What partners reach without a key of ours: the door where they are given tokens."""
