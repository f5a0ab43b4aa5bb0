"""The one kind of error that a user of `course` is meant to see."""


class CourseError(Exception):
    """Something that the person at the keyboard can mend: one line that says what is wrong and what to do."""
