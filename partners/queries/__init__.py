"""Reads of the consortium, by noun."""
