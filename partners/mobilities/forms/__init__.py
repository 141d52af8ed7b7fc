"""Mobilities: forms, divided by noun."""
