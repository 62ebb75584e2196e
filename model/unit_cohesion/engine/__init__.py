"""What rules stand on: declarations, tables, chance, hazards, transitions, the log and the compiled day. No Mesa, no pandas."""
