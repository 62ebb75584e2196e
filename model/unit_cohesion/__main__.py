"""``python -m unit_cohesion`` is the command line."""

from unit_cohesion.cli import main

if __name__ == "__main__":
    main()
