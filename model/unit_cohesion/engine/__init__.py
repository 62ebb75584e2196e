"""What rules stand on: declarations, tables, chance, hazards, transitions and the compiled day. No Mesa, no pandas."""
