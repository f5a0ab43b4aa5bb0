"""What may be public, written to a folder of its own, once nothing in it gives anything away."""
