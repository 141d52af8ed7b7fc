"""What is done with a mobility."""
