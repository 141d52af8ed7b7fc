"""Partnerships and learning networks, their members and focus areas."""
