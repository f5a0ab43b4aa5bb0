"""JupyterLab and Notebook 7 in Chromium, as people use them."""
