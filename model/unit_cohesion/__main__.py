"""``cohesion`` and ``python -m unit_cohesion`` start here: the command line, which Ctrl-C may stop while it is still being imported."""

import os
import sys


def main() -> None:
    """The command line, with the words of this process."""
    try:
        from unit_cohesion.cli import main as command
    except KeyboardInterrupt:
        print("cohesion: stopped", file=sys.stderr)
        os._exit(130)  # at once: on its way out, Python would hear Ctrl-C again
    command()


if __name__ == "__main__":
    main()
