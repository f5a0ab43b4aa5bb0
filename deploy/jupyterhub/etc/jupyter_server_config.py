"""Jupyter Server for everybody on this Hub."""

c = get_config()  # noqa: F821 (Jupyter Server provides it)

# The formgrader's tab in JupyterLab is a frame; the Hub's default forbids all frames, and the tab stays blank.
c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": "frame-ancestors 'self'"}}
