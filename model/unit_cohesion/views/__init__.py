"""What people see: tables and charts in the terminal, generated docs, later figures and the dashboard. Nothing here changes a run."""
