"""A page on a regrade: each grade that changes, with both messages."""
