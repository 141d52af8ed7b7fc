"""A large, invented portal for measuring: as many municipalities, schools and trial actions as asked for, always the same ones."""
