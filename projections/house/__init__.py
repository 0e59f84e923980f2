"""Which clinics, staff, partners, own exercises and templates an organisation has."""
