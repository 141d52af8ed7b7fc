# Roles that see all acts of their municipality. The values of schools.people.choices.RoleKind, which portal may not import.
SEES_LOG = frozenset({"consultant", "head", "system_administrator"})
