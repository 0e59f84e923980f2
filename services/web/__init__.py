"""The pages: what therapists, clinics and patients look at. Each asks the API's own operations, and is a template."""
