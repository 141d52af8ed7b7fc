"""User, sign-in, second factor, and the actor: who is doing something, and as what."""
