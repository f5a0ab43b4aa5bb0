"""The course tried on itself: all answers against the tests, the sample class, harmless attacks."""
