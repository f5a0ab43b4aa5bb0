"""A process that can compute and do nothing else: what a student's code can see and do, and its end."""
