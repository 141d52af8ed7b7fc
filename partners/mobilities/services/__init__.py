"""Mobilities: services, divided by noun."""
