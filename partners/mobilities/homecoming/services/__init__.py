"""Writing down what was brought home, reminding of it, and letting everybody read it."""
