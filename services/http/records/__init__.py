"""The doors of keeping, giving out and destroying records."""
