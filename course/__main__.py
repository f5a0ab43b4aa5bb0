"""The `course` command, from its first moment: `python -m course` is the same."""

import sys

from course.base.terminal import prepare


def main() -> None:
    """Prepare the terminal, and run the command."""
    prepare()
    try:
        from course.commands.app import main as command
    except KeyboardInterrupt:  # there is nothing yet that could say more
        sys.exit(130)
    command()


if __name__ == "__main__":
    main()
