"""Create the course of a Hub and install its roster; run it as root, again after every change of either.

What exists stays as it is: the course's files, its gradebook, the people's accounts. New are only what is missing.
"""

import argparse
import io
import os
import pwd
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import settings
from settings import Settings, SettingsError, Student

PARTS = ("nbgrader_config.py", "README.md", "source", "data")  # of the repository; all else is made from them


def ensure_account(name: str, login: bool) -> None:
    """A system user with a home that nobody else may read; without a password until somebody sets one."""
    try:
        pwd.getpwnam(name)
    except KeyError:
        shell = "/bin/bash" if login else "/usr/sbin/nologin"
        command = ["useradd", "--create-home", "--user-group", "--key", "HOME_MODE=0700", "--shell", shell, name]
        subprocess.run(command, check=True)
        print(f"account {name}")


def ensure_exchange(root: Path, course: str, owner: str) -> None:
    """The folder where hand-ins change hands: everybody may write, nobody may take another's place."""
    root.mkdir(parents=True, exist_ok=True)
    root.chmod(0o1777)  # nbgrader wants 777; the sticky bit keeps a course's folder its owner's
    folder = root / course
    folder.mkdir(mode=0o755, exist_ok=True)
    shutil.chown(folder, owner, owner)


def packed(repository: Path) -> bytes:
    """The parts of the repository that a course needs, as root reads them."""
    store = io.BytesIO()
    with tarfile.open(fileobj=store, mode="w") as archive:
        for part in PARTS:
            if (repository / part).exists():
                archive.add(repository / part, part)
    return store.getvalue()


def unpack(parts: bytes, folder: Path) -> None:
    """Put the parts that are not in the course's folder yet there, with the rights of its owner."""
    folder.mkdir(mode=0o700, exist_ok=True)
    present = {path.name for path in folder.iterdir()}
    with tarfile.open(fileobj=io.BytesIO(parts)) as archive:
        missing = [one for one in archive if Path(one.name).parts[0] not in present]
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # not yet in Debian 12's Python 3.11.2
        archive.extractall(folder, missing)
    for part in sorted({Path(one.name).parts[0] for one in missing}):
        print(f"copied {part}")


def as_owner(owner: str, work: Callable[[], None]) -> None:
    """Do something as another user, in a process that has no way back to root."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit(1)
        return
    code = 1
    try:
        account = pwd.getpwnam(owner)
        os.initgroups(owner, account.pw_gid)
        os.setgid(account.pw_gid)
        os.setuid(account.pw_uid)
        os.chdir(account.pw_dir)
        os.environ.update({"HOME": account.pw_dir, "USER": owner, "LOGNAME": owner})
        work()
        code = 0
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        sys.stdout.flush()
        os._exit(code)


def fill_course(folder: Path, course_id: str, students: list[Student]) -> None:
    """Compile what has no release yet, and write the roster into the gradebook."""
    from course.authoring import build
    from course.project.workspace import Workspace, prepare_process

    prepare_process()
    course = Workspace(folder)
    found = course.api.coursedir.course_id
    if found != course_id:
        raise SettingsError(f"{folder}/nbgrader_config.py is of the course {found!r}, the settings say {course_id!r}.")
    for assignment in course.assignments():
        if not (course.folder("release") / assignment).is_dir():
            build.build(course, assignment)
            print(f"built {assignment}")
    with course.gradebook() as gradebook:
        for student in students:
            first, _, last = student.name.rpartition(" ")
            gradebook.update_or_create_student(student.id, first_name=first, last_name=last, email=student.email)
        rest = {student.id for student in gradebook.students} - {student.id for student in students}
    print(f"{len(students)} students in the gradebook")
    if rest:
        print(f"not in the roster any more, grades kept: {', '.join(sorted(rest))}")


def create(hub: Settings, repository: Path) -> None:
    """Accounts, folders, files, gradebook."""
    students = hub.students()
    Path(hub.state).mkdir(mode=0o700, parents=True, exist_ok=True)
    ensure_account(hub.owner, login=False)
    for name in (*hub.instructors, *(student.id for student in students)):
        ensure_account(name, login=True)
    ensure_exchange(Path(hub.exchange), hub.course, hub.owner)
    folder = Path(pwd.getpwnam(hub.owner).pw_dir) / hub.course
    parts = packed(repository)

    def work() -> None:
        unpack(parts, folder)
        fill_course(folder, hub.course, students)

    as_owner(hub.owner, work)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("repository", type=Path, help="clone of the course (it has the solutions)")
    repository = parser.parse_args().repository.resolve()
    if os.geteuid() != 0:
        raise SystemExit("Only root can create accounts and folders of others: run this with sudo.")
    if not (repository / "nbgrader_config.py").is_file():
        raise SystemExit(f"{repository} is not a clone of the course: there is no nbgrader_config.py.")
    try:
        create(settings.load(), repository)
    except SettingsError as error:
        raise SystemExit(str(error)) from error


if __name__ == "__main__":
    main()
