"""What uploads are taken in, how they are stored and served."""
