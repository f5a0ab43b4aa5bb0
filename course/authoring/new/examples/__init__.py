"""What a new assignment begins with: a small working exercise for each subject."""
