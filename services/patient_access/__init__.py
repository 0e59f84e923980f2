"""How patients and carers come in: codes and links that staff give, and the devices that came in by them."""
