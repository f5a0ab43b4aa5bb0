"""`course grade` and `course regrade`: a class of hand-ins, and what came of it in the terminal."""
