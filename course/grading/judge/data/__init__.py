"""Values as plain data: how they travel, what they are made of, what a call changed in them."""
