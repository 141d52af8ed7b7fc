"""The acts of the consortium, by noun."""
