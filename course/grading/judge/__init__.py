"""Decides from data alone whether a test passed. It imports nothing of the course outside itself."""
