"""``python -m model`` is the command line."""

from model.cli import main

if __name__ == "__main__":
    main()
