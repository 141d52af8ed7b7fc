"""Catalogues and their editions."""
