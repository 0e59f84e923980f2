"""Coming in as a patient or a carer, and the page on which staff let them."""
