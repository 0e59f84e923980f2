"""What all pages share: the frame around them, their parts, and the words of the domain."""
