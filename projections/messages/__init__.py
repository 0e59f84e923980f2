"""The messages of each patient's thread, who has read them, and who has something unread."""
