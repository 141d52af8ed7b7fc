"""Reading catalogues, building an edition, ordering and publishing it."""
