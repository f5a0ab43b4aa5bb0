"""A new assignment: a small example that builds and checks, for its author to edit."""
