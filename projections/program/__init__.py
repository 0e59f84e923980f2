"""What each patient has been given to do."""
