"""The acts of a mobility's path. Each is one passage through the gate."""
