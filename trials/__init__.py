"""Trial actions: what schools try out, their versions, parts and review."""
