"""The pages of mobilities."""
