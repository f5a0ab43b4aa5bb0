"""Draws what a failed comparison expected and received; it cannot change a verdict."""
