"""Where a course lives on disk, nbgrader's view of it, and notebooks as data."""
