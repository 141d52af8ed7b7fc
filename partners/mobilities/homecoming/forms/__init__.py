"""Forms of what was brought home."""
