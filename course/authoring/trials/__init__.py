"""The course tried on itself: all answers and mutants against the tests, the sample class, harmless attacks."""
