"""Downloads of Canvas, Moodle and people, sorted into `submitted/`."""
