"""Transition tables, the one gate through which every state change goes, and the log of acts."""
