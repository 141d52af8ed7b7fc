"""The acts on catalogues, their editions, and what a person gathers for own use."""
