"""The pages on which a program is built and revised, and the one that is handed out."""
