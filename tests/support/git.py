"""Git as somebody without settings of their own runs it, on a day that a test names."""

import os
import subprocess
from pathlib import Path


def variables(home: Path, day: int = 1) -> dict[str, str]:
    """Environment of git on a day of November."""
    when = f"2026-11-{day:02d}T12:00:00+01:00"
    return {
        "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": os.devnull, "HOME": str(home),
        "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x", "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x",
    }  # fmt: skip


def git(folder: Path, *arguments: str, day: int = 1) -> str:
    """What git prints; an error of git is one of the test."""
    environment = os.environ | variables(folder, day)
    done = subprocess.run(["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return done.stdout.strip()
