"""The manager's year: opened, issued, taken back, extended, and begun again from the one before."""
