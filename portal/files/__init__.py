"""Uploads: checked, re-encoded, stored, served through their subject."""
