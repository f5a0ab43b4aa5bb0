"""From an instructor notebook to the student version, checked for rules and leaks."""
