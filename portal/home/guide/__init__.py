"""The user's guide: Danish pages in docs/guide/, shown in the portal, with pictures that a script takes from the demonstration."""
