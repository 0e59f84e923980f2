"""What refusals mean, for people."""
