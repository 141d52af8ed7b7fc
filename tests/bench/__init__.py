"""`make bench`: what books and pages cost. Its figures stand in docs/performance.md."""
