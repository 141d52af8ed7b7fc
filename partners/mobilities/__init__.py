"""Mobilities (*ophold*): from a wish to a journey, its documents and reports, and what came of it."""
