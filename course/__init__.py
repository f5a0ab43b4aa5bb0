"""Build, check and grade the course on color quantization with k-means."""

__version__ = "0.1.0"
