"""The parts of printing that know nothing of WeasyPrint: fonts, figures, charts, sources, alignment, progress."""
