"""What several tests use: small courses, made-up hand-ins, hostile ones, browsers, pages."""
