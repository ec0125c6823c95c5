"""The permission matrix: who is in it, what is in it, and what is expected."""
