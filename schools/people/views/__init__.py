"""Pages about people, their roles and invitations."""
