"""Hand-ins as people damage them."""
