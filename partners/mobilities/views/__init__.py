"""Mobilities: views, divided by noun."""
