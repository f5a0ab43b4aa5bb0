"""Grades a class again aside, says which grades would change, applies exactly that, and takes it back."""
