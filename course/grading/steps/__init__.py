"""nbgrader's own commands here: what `nbgrader_config.py` plugs into them, and how points are saved."""
