"""What breaks while people work, done on purpose: `make faults`. Bounded in number and time, on this machine only.

Each scenario runs the portal's real processes on a database and a folder of its own, breaks something again and again, and counts what
was sent, built and saved, and what was lost. Nothing may be.
"""
