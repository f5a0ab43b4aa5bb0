"""Small assignments on other subjects than pictures, with right and wrong answers."""
