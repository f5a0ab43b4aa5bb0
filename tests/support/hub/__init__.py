"""A JupyterHub of this machine with made-up people."""
