"""What people see: in the terminal, in reports, on pages and in the dashboard. Nothing here changes a run."""
