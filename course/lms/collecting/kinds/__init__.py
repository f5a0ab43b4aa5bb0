"""What the downloads of each system look like: names, lists, repositories, links. It knows nothing of a course."""
