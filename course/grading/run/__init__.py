"""A class of hand-ins: what changed, on all processors, saved by one writer."""
