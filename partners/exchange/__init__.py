"""Mobilities out and in, as the Commission's tool reads and writes them, and the calendar of departures and deadlines."""
