"""One's own account: who one is here, how one is reached, when one is away, and what one signs in with."""
