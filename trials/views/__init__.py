"""Pages of trial actions."""
