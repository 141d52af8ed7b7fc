"""Start pages and overviews."""
