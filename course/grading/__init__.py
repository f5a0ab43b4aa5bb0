"""From a folder that a student handed in to points in nbgrader's gradebook."""
