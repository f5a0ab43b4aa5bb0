"""Counting and ending what a process started, and removing what it left."""

import mmap
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from course.grading.sandbox.inside import family, supervisor
from course.grading.sandbox.inside.supervisor import Supervisor


def test_a_deep_and_closed_folder_is_removed(tmp_path):
    """Folders deeper than Python's own way goes, and some that say nobody may look, are removed all the same."""
    folder = tmp_path / "home"
    text = (
        "import os, sys\n"
        "os.mkdir(sys.argv[1]); os.chdir(sys.argv[1])\n"
        "for _ in range(3000):\n    os.mkdir('d' * 50); os.chdir('d' * 50)\n"
        "os.mkdir('closed'); open('closed/x', 'w').close(); os.chmod('closed', 0)\n"
    )
    subprocess.run([sys.executable, "-c", text, str(folder)], check=True)
    supervisor.remove(str(folder))
    assert not folder.exists()


def test_files_are_counted_once(tmp_path):
    """Two names of one open and removed file are one file; what lies in the folder is counted as well."""
    (tmp_path / "kept").write_bytes(bytes(2**20))
    with (tmp_path / "gone").open("wb") as first:
        first.write(bytes(2**21))
        first.flush()
        second = os.dup(first.fileno())
        (tmp_path / "gone").unlink()
        size, number = family.files(str(tmp_path), 100)
        removed, _ = family.Held().look([os.getpid()])
        os.close(second)
    assert number == 1
    assert 2**20 <= size < 2 * 2**20
    assert 2**21 <= removed < 3 * 2**20


def forks(number):
    """Processes that do nothing, until they are killed."""
    found = []
    for _ in range(number):
        child = os.fork()
        if child == 0:
            signal.pause()
        found.append(child)
    return found


def end(children):
    """Kill them and see them gone."""
    for child in children:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


@pytest.mark.parametrize("kind", [mmap.MAP_PRIVATE, mmap.MAP_SHARED])
def test_each_page_counts_once(kind):
    """A page that several processes share is one page, whether it is copied when written or not."""
    size = 2**28

    def taken():
        """By this process and eight forks of it, each page counted once."""
        children = forks(8)
        try:
            return family.memory([os.getpid(), *children], 0)
        finally:
            end(children)

    before = taken()  # this process may be large itself
    with mmap.mmap(-1, size, flags=kind | mmap.MAP_ANONYMOUS) as block:
        for at in range(0, size, mmap.PAGESIZE):
            block[at] = 1
        seen = taken() - before
    assert 0.9 * size <= seen < 2 * size


def test_tables_of_pages_are_memory():
    """Whoever reads what was never written has no page of its own, but the tables that say so."""
    with mmap.mmap(-1, 2**31, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as block:
        block.madvise(mmap.MADV_NOHUGEPAGE)
        before = family.memory([os.getpid()], 2**40)
        sum(block[at] for at in range(0, 2**31, 2**21))
        assert family.memory([os.getpid()], 2**40) - before > 3 * 2**20


def test_buffers_of_sockets_and_pipes_are_counted():
    """Each socket and each pipe counts as what it may hold, once for all who have it."""
    before = family.Held().look([os.getpid()])[1]
    ends = [*socket.socketpair(), *(os.fdopen(one, "rb" if not at else "wb") for at, one in enumerate(os.pipe()))]
    children = forks(3)
    try:
        found = family.Held().look([os.getpid(), *children])[1] - before
    finally:
        end(children)
        for one in ends:
            one.close()
    assert found == 2 * family.BUFFERS[stat.S_IFSOCK] + family.BUFFERS[stat.S_IFIFO]


def test_bug_mappings_of_many_honest_processes_were_too_many(monkeypatch):
    """One look reads some of all lists of mappings, the next one others, and nobody is ended for having many."""
    monkeypatch.setattr(family, "mapped", lambda pid, most: ({pid: 1}, most + 1))
    children, held = forks(4), family.Held()
    try:
        assert [held.look(children)[0] for _ in range(5)] == [1, 2, 3, 4, 4]
        monkeypatch.setattr(family, "ALL_LINES", 3 * family.LINES)
        with pytest.raises(PermissionError, match="more mappings"):
            held.look(children)
    finally:
        end(children)


def test_counting_stops_where_it_is_too_much(tmp_path):
    """Millions of names do not keep the supervisor busy."""
    for number in range(50):
        (tmp_path / str(number)).touch()
    assert family.files(str(tmp_path), 10)[1] == 11


def test_links_are_not_followed(tmp_path):
    """A link out of the home, or to itself, is one name."""
    (tmp_path / "out").symlink_to("/usr")
    (tmp_path / "round").symlink_to(tmp_path)
    assert family.files(str(tmp_path), 1000)[1] == 2


@pytest.mark.parametrize("pid", [2**22 - 3, 0])
def test_who_is_gone_counts_nothing(pid):
    """A process that ends while it is looked at is no error."""
    assert family.children(pid) == family.threads(pid) == []
    assert family.memory([pid], 0) == 0


def test_a_child_that_has_ended_hides_nothing():
    """To an ordinary user Linux shows nothing of a process that is over: no reason to end the others."""
    if os.geteuid() or not Path("/usr/bin/python3").exists() or not shutil.which("setpriv"):
        pytest.skip("it takes root, setpriv and a Python that everybody can run to be an ordinary user")
    text = Path(family.__file__).read_text(encoding="utf-8") + (
        "\nchild = os.fork()\nif child == 0:\n    os._exit(0)\nwhile not ended(child):\n    time.sleep(0.01)\n"
        "try:\n    os.listdir(f'/proc/{child}/fd')\n"
        "except PermissionError:\n    print(opened(child), ended(os.getpid()))\n"
    )
    command = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/python3", "-c", text]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert done.stdout == "[] False\n", done.stderr


def test_a_strangers_process_is_never_killed(tmp_path):
    """Only children of our own are: a number that was read a moment ago may be that of another process by now."""
    text = (
        "import os, signal, sys, time\n"
        "from course.grading.sandbox.inside import family, supervisor\n"
        "supervisor.LIBC.prctl(supervisor.SUBREAPER, 1, 0, 0, 0)\n"
        "killed, kill = [], os.kill\n"
        "family.os.kill = lambda pid, number: (killed.append((pid, parent(pid))), kill(pid, number))\n"
        "def parent(pid):\n"
        "    return int(open(f'/proc/{pid}/stat').read().rpartition(')')[2].split()[1])\n"
        "if os.fork() == 0:\n"
        "    os.fork(), os.fork(), os.fork(), time.sleep(600)\n"
        "time.sleep(0.5)\n"
        "family.end()\n"
        "print(len({pid for pid, _ in killed}), {one for _, one in killed} == {os.getpid()}, family.children())\n"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)
    assert done.stdout == "8 True []\n", done.stdout + done.stderr


def test_bug_a_process_that_was_just_ending_hid_itself(monkeypatch, tmp_path):
    """What nobody may look into ends a kernel only if that lasts: a process of many threads ends in several steps."""
    watching = object.__new__(Supervisor)
    watching.home, watching.held, watching.peak, watching.hidden = str(tmp_path), family.Held(), 0, 0
    watching.most = {"processes": 10**6, "memory": 2**50, "files": 2**50, "names": 10**6}
    looks = iter([PermissionError(), (0, 1), PermissionError(), PermissionError()])

    def files(*given):
        if isinstance(found := next(looks), Exception):
            raise found
        return found

    monkeypatch.setattr(family, "files", files)
    assert [watching.look() for _ in range(4)] == ["", "", "", "files"]
