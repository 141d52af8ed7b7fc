"""The documents of a mobility: which it needs, who signs, how they are printed, and what is missing."""
