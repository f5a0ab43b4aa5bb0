"""Points out of the gradebook, into files and the sheets of Canvas and Moodle."""
