"""Between a learning management system and nbgrader: hand-ins come in, grades go out."""
