"""Start pages and overviews: the one room that may read every app's queries."""
