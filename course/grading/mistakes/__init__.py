"""Draws what a failed comparison expected and received, and looks messages through; it cannot change who has points."""
