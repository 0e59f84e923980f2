"""What follows when staff leave and patients turn out to be one person."""
