"""Messages between patients and the clinic: who waits, and each thread."""
