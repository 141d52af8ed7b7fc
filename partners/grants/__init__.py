"""Rates per call year, and what a journey is granted. Pure functions over data: nothing here knows a database."""
