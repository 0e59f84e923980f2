"""Who saw, changed, handed on or was refused whose data: written before an answer leaves, and never changed."""
