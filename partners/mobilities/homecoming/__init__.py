"""What people bring home: notes, participant reports, the internal evaluation, and what everybody may read of it."""
