"""What objects of other libraries are made of, as plain data that the judge compares."""
