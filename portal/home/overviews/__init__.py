"""The pages about a place: a school, a municipality, a partnership; what is published there, and the overview for those who run it."""
