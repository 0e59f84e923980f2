"""What each patient felt, as it stands after corrections."""
