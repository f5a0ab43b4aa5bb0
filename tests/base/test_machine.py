"""How many hand-ins are graded at once: what the process may use counts, not what the machine has."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.course import PATIENCE, hand_in, run_course, small_notebook, write_source

from course.base import machine
from course.commands.grading import grade
from course.grading.run import class_run
from course.lms.grades import scores

GB = 10**9
PLENTY = 100 * GB


def tree(root, cgroup, files, available=PLENTY):
    """Roots of a /proc and a /sys with these files, named from the root of the cgroups."""
    proc, sys_ = root / "proc", root / "sys"
    (proc / "self").mkdir(parents=True)
    (proc / "self" / "cgroup").write_text(cgroup)
    (proc / "meminfo").write_text(f"MemTotal: {2 * PLENTY // 1024} kB\nMemAvailable: {available // 1024} kB\n")
    for name, text in files.items():
        path = sys_ / "fs" / "cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return {"proc": proc, "sys": sys_}


@pytest.fixture
def many(monkeypatch):
    """A machine of 64 processors, on all of which this process may run."""
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda pid: set(range(64)), raising=False)


CASES = {
    "no limit": ("0::/user.slice/a.scope\n", {"user.slice/a.scope/cpu.max": "max 100000\n"}, 64),
    "a container's root is its own cgroup": ("0::/\n", {"cpu.max": "100000 100000\n"}, 1),
    "a name of the host's that is not seen": ("0::/docker/abc\n", {"cpu.max": "100000 100000\n"}, 1),
    "a cgroup above the own root": ("0::/../../other\n", {"cpu.max": "300000 100000\n"}, 3),
    "half a processor": ("0::/a\n", {"a/cpu.max": "50000 100000\n"}, 1),
    "one and a half": ("0::/a\n", {"a/cpu.max": "150000 100000\n"}, 2),
    "one and a third": ("0::/a\n", {"a/cpu.max": "133000 100000\n"}, 1),
    "the lowest of all above": ("0::/a/b\n", {"a/b/cpu.max": "800000 100000\n", "a/cpu.max": "400000 100000\n"}, 4),
    "version 1": (
        "3:cpuset:/\n2:cpu,cpuacct:/a\n1:memory:/\n0::/\n",
        {"cpu,cpuacct/a/cpu.cfs_quota_us": "200000\n", "cpu,cpuacct/a/cpu.cfs_period_us": "100000\n"},
        2,
    ),
    "version 1 without a quota": (
        "2:cpu:/\n",
        {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"},
        64,
    ),
    "no cgroups at all": ("", {}, 64),
}


@pytest.mark.parametrize("name", list(CASES))
def test_processors_are_those_of_the_quota(tmp_path, many, name):
    """On 64 processors a quota of processor time bounds the workers, wherever it is set; none starts as many."""
    cgroup, files, expected = CASES[name]
    roots = tree(tmp_path, cgroup, files)
    assert machine.processors(**roots) == expected
    assert machine.workers(**roots) == expected


MEMORY = {
    "the machine's": (2 * GB, "", {}, 4),
    "for less than one": (GB // 10, "", {}, 1),
    "version 2": (
        PLENTY,
        "0::/a\n",
        {"a/memory.max": f"{3 * GB}\n", "a/memory.current": f"{2 * GB}\n", "memory.max": "max\n"},
        2,
    ),
    "pages of files are to be had": (
        PLENTY,
        "0::/\n",
        {
            "memory.max": f"{3 * GB}\n",
            "memory.current": f"{3 * GB}\n",
            "memory.stat": f"anon {GB}\nactive_file {GB}\ninactive_file {GB}\n",
        },
        4,
    ),
    "version 1": (
        PLENTY,
        "4:memory:/a\n0::/\n",
        {
            "memory/a/memory.limit_in_bytes": f"{2 * GB}\n",
            "memory/a/memory.usage_in_bytes": f"{GB}\n",
            "memory/a/memory.stat": f"total_active_file 0\ntotal_inactive_file {GB // 2}\n",
            "memory/memory.limit_in_bytes": "9223372036854771712\n",
            "memory/memory.usage_in_bytes": f"{GB}\n",
        },
        3,
    ),
    "more in use than allowed": (
        PLENTY,
        "0::/\n",
        {"memory.max": f"{GB}\n", "memory.current": f"{2 * GB}\n"},
        1,
    ),
}


@pytest.mark.parametrize("name", list(MEMORY))
def test_no_more_workers_than_there_is_memory_for(tmp_path, many, name):
    """Half a gigabyte for each worker: the memory that is left bounds them, but one there always is."""
    available, cgroup, files, expected = MEMORY[name]
    assert machine.workers(**tree(tmp_path, cgroup, files, available)) == expected


def test_a_system_without_proc_has_its_processors(tmp_path, monkeypatch):
    """macOS and Windows tell no affinity, no cgroup and no memory: the number of processors counts."""
    monkeypatch.delattr(machine.os, "sched_getaffinity", raising=False)
    assert machine.workers(tmp_path / "proc", tmp_path / "sys") == (os.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes are not bound to processors here")
def test_bug_all_processors_counted_where_one_may_be_used():
    """A process that is bound to one processor starts one worker."""
    code = "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})\n"
    code += "from course.base import machine; print(machine.workers())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


@pytest.mark.parametrize(("asked", "expected"), [(None, 7), (3, 3)])
def test_grading_asks_the_machine(small, monkeypatch, asked, expected):
    """Without --jobs as many are graded at once as the machine allows."""
    began = []
    monkeypatch.setattr(machine, "workers", lambda: 7)
    monkeypatch.setattr(class_run, "grade", lambda course, name, students, jobs, *_, **__: began.append(jobs) or [])
    grade.run(small, "01-small", ["ann"], grade.GradeOptions(asked))
    assert began == [expected]


def test_bug_the_judge_of_plain_nbgrader_computed_with_all_processors(small):
    """On a busy machine threads of the judge that wait for each other let right answers run out of time."""
    nb = small_notebook()
    test = next(cell for cell in nb.cells if cell.id == "test_double")
    test.source = 'import os\nassert double(os.environ.get("OMP_NUM_THREADS")) == "11", "It has several threads."'
    write_source(small.root, nb)
    small.api.generate_assignment("01-small")
    hand_in(small, "ann", double="def double(x):\n    return 2 * x")
    kept = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    command = [Path(sys.executable).parent / "nbgrader", "autograde", "01-small"]
    done = subprocess.run(command, cwd=small.root, env=kept, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert {row.student: row.total for row in scores.rows(small, "01-small")} == {"ann": 18}


def test_help_says_what_jobs_is_without_counting():
    """`course grade --help` names the default in words, the same on every machine."""
    result = run_course("grade", "--help", cwd=".")
    assert "as many as processors and memory allow if left out" in " ".join(result.stdout.split())
