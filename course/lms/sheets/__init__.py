"""CSV files that other programs made, read and written without changing what is not ours."""
