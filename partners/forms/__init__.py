"""The consortium's forms, by noun."""
