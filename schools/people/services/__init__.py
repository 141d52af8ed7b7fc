"""The acts on roles and invitations."""
