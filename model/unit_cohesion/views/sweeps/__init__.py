"""What a sweep tells, on its page."""
