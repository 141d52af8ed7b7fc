"""The forms of a trial action: starting one, and the pages of its sections."""
