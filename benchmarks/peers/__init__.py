"""One small model written as the users of four tools would write it, to time them side by side on the same law (``law.py``)."""
