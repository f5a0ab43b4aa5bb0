"""Hand-ins and values that nobody thought of."""
