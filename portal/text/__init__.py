"""Danish folding and sorting, the text notation, normalising."""
