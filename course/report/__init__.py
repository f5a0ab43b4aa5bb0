"""Item analysis of a graded class: what was hard, what was misunderstood, what grading had to do."""
