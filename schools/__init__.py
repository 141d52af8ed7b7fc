"""Municipalities and schools, the people in them and the networks between them."""
