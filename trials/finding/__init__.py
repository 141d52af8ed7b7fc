"""Finding published trial actions: one index row each, kept in step by the acts that publish, withdraw and change."""
