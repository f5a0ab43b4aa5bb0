"""What of a hand-in has to run: which cells need which, and what is kept of an earlier run."""
