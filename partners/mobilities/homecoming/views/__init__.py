"""Pages of what was brought home."""
