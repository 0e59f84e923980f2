"""The addresses of imports."""
