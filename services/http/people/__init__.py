"""The doors to people and places: patients by name, programs, clinics, staff, partners, and the sites together."""
