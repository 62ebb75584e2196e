"""All runs of a design, on this machine or a cluster; and what they tell."""
