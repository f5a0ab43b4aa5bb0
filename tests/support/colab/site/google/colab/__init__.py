"""What a notebook can see of Colab's own package."""

from google.colab import files

__all__ = ["files"]
