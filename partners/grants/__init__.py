"""Rates per call year, and what a journey is granted. Pure functions over data; only `models` and `queries` know a database."""
