"""Trial actions from a file in the browser: a template, a rehearsal, answers, and then in for good."""
