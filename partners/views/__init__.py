"""The consortium's pages, by noun."""
