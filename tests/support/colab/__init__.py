"""A stand-in for Google Colab, around real kernels of the Pythons and libraries that it has."""
