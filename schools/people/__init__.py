"""Roles, invitations, the acting role on the request, handing over."""
