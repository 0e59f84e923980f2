"""The patient's own page: on a phone, with one thumb, with and without a connection."""
