"""JupyterLab and Notebook 7 in a real browser, as students and instructors use them."""
