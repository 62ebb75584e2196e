"""One run: its identity, rules from outside at work, the days walked, the log, checkpoints. No Mesa, no pandas."""
