"""The acts on trial actions."""
