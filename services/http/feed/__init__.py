"""The feed of events: everything that one may know of, in order, for whoever keeps a copy."""
