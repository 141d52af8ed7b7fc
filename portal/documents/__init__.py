"""The Document row, document kinds, rendering, building in the background."""
