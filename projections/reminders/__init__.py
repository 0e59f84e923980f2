"""What each patient was reminded of, dose by dose, and what was not sent and why."""
