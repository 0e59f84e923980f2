"""Staff's own accounts: what proves who somebody is, and the sign-ins that follow from it. Real time throughout."""
