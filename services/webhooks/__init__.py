"""News for others: of what they may know, how it is posted, and when it is tried again."""
