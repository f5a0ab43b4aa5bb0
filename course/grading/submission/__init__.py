"""Whatever was handed in becomes the released notebook with that student's answers."""
