"""One notebook: its cells in a sandboxed kernel, its tests in the judge."""
