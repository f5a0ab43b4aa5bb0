"""Feedback on its way back: the zips that Canvas and Moodle take."""
