"""Writing together: who else is here, saving by itself, and both texts when two have written."""
