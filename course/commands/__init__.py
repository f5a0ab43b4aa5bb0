"""The `course` command: its arguments, its progress, its tables."""
