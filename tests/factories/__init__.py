"""Small builders for tests: each makes one thing that is valid, with what the test names overridden."""
