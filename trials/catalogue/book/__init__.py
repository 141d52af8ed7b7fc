"""What a book says, derived from its frozen snapshot or measured on what it will say. Reads and writes no row."""
