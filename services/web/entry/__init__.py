"""Coming in: signing in with all its ways, a forgotten password, an invitation."""
