"""What partners come in with, apart from HTTP: their keys, the assertions they sign, and the tokens they are given."""
