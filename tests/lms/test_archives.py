"""Zips of strangers: whatever one student put into them harms that student's hand-in at most, never the class."""

import io
import random
import shutil
import unicodedata
import warnings
import zipfile

import pytest
from support.course import run_course, small_course

from course.base.text import REASON
from course.lms.collecting import archive
from course.lms.collecting.collect import collect
from course.project.workspace import Workspace

DAY = 20  # of November: bob's hand-ins are a day later, so that the times are not those of the download
ROSTER = 'id,name\nann,Ann Lee\nbob,"Doe, Bob"\ncid,Cid Cole\n'


def packed(*files, method=zipfile.ZIP_DEFLATED, **changes):
    """The bytes of a zip of (name, content) or (name, content, day); one name may come twice."""
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as opened:
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, content, *day in files:
            entry = zipfile.ZipInfo("x", (2026, 11, *(day or [DAY]), 12, 0, 0))
            entry.filename, entry.compress_type = name, method
            for key, value in changes.items():
                setattr(entry, key, value)
            opened.writestr(entry, content)
    return buffer.getvalue()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The small course with an empty gradebook and three students."""
    course = small_course(tmp_path_factory.mktemp("course"))
    course.gradebook().close()
    (course.root / "roster.csv").write_text(ROSTER)
    return course.root


@pytest.fixture
def course(saved, tmp_path):
    """That course, in a folder of its own."""
    shutil.copytree(saved, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path)


def collected(course, *files):
    """What a download with these files and ann's notebook brings: hand-ins by path, and problems."""
    data = packed(("leeann_11_900_small.ipynb", "ann"), *files)
    (course.root / "c.zip").write_bytes(data)
    found = collect(course, course.root / "c.zip", "01-small", course.root / "roster.csv")
    folder = course.root / "submitted"
    texts = {str(path.relative_to(folder)): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()}
    assert texts.pop("ann/01-small/small.ipynb") == "ann"
    return {name: text for name, text in texts.items() if not name.endswith("timestamp.txt")}, found.problems


NOTEBOOK = ("small.ipynb", "x")
ZIP = packed(NOTEBOOK)
NFC, NFD = (unicodedata.normalize(form, "ü.txt") for form in ("NFC", "NFD"))
TAKEN = {
    "an inner zip and the name it was unpacked from": packed(("a.zip", ZIP), ("a.zip.packed/x", "y")),
    "that name as a file": packed(("a.zip", ZIP), ("a.zip.packed", "y")),
    "one zip twice": packed(("a.zip", ZIP), ("a.zip", ZIP)),
    "zips that differ in case": packed(("a.zip", ZIP), ("A.ZIP", ZIP)),
    "files that differ in case": packed(NOTEBOOK, ("Small.IPYNB", "other")),
    "names that differ in their form": packed(NOTEBOOK, (NFC, "1"), (NFD, "2")),
    "a name of 255 bytes": packed(NOTEBOOK, ("b" * 251 + ".zip", ZIP), ("a" * 255, "1")),
    "no name": packed(NOTEBOOK, ("", "1")),
    "a folder where the time will be": packed(NOTEBOOK, ("timestamp.txt/x", "1"), ("TimeStamp.txt", "2")),
    "a folder where the notebook will be": packed(NOTEBOOK, ("small.ipynb/other.txt", "1")),
}
REFUSED = {
    "a file and a folder": (packed(NOTEBOOK, ("a", "1"), ("a/b", "2")), "cannot be unpacked (File exists)"),
    "a path that no disk takes": (packed(NOTEBOOK, ("/".join(["d" * 200] * 29), "1")), "File name too long"),
    "thousands of levels": (ZIP, "lies in more than 2 other zips"),
    "an unknown compression": (ZIP.replace(b"\0\x08\0", b"\0\x63\0"), "is not a zip, or is damaged"),
    "nothing": (packed(), "holds no files"),
    "rubbish only": (packed(("__MACOSX/._x", "1"), (".DS_Store", "1")), "holds no files"),
}
for _ in range(2000):
    REFUSED["thousands of levels"] = (packed(("a.zip", REFUSED["thousands of levels"][0])), "lies in more than 2")


@pytest.mark.parametrize("case", list(TAKEN)[:-1])
def test_bug_colliding_names_stopped_the_class(course, case):
    """Names that collide cost nothing but one of the files that collide."""
    texts, problems = collected(course, ("doebob_22_700_d.zip", TAKEN[case], DAY + 1))
    assert problems == [] and texts["bob/01-small/small.ipynb"] == "x"
    assert (course.root / "submitted/bob/01-small/timestamp.txt").read_text() == "2026-11-21 12:00:00"


def test_bug_an_inner_zip_overwrote_a_file(course):
    """What lies beside a zip is there when the zip is unpacked, whatever it is called."""
    texts, _ = collected(course, ("doebob_22_700_d.zip", TAKEN["that name as a file"]))
    assert texts["bob/01-small/a.zip.packed"] == "y" and texts["bob/01-small/small.ipynb"] == "x"


@pytest.mark.parametrize("case", list(REFUSED))
def test_a_zip_that_is_refused_is_told_in_one_sentence(course, case):
    """The student whose zip cannot be unpacked is named with the reason; everybody else is collected."""
    data, reason = REFUSED[case]
    texts, problems = collected(course, ("doebob_22_700_d.zip", data))
    ((who, why),) = problems
    assert texts == {} and who.startswith("doebob_22_700_d.zip") and reason in why and len(why) <= REASON


OWN = {
    "leaves the folder": ("doebob_22_700_..\\..\\x.ipynb", b"x", "would leave the folder"),
    "too deep": ("Doe, Bob_22_assignsubmission_file_/" + "a/" * 40 + "small.ipynb", b"x", "more than 30 deep"),
    "too long": ("doebob_22_700_" + "/".join(["d" * 200] * 25) + "/small.ipynb", b"x", "File name too long"),
    "a bomb": ("doebob_22_700_small.ipynb", bytes(20 * 2**20), "as a zip bomb does"),
    "a file for a folder": ("leeann_11_900_small.ipynb/x", b"x", "cannot be unpacked (File exists)"),
}


@pytest.mark.parametrize("case", list(OWN))
def test_bug_one_file_of_a_download_stopped_the_class(course, case):
    """A file that a student gave a hostile name or content is left out of the download, and named."""
    name, content, reason = OWN[case]
    texts, problems = collected(course, (name, content), ("colecid_33_702_small.ipynb", "cid"))
    assert texts == {"cid/01-small/small.ipynb": "cid"}
    assert [reason in why for _, why in problems] == [True]


def test_bug_one_student_took_the_room_of_the_class(course, monkeypatch):
    """Zips of one student share one student's room, however many they are; the next student has as much."""
    monkeypatch.setattr(archive, "SHARE", 100_000)
    monkeypatch.setattr(archive, "MAX_TOTAL", 250_000)
    big = packed(("small.ipynb", random.Random(0).randbytes(60_000)), method=zipfile.ZIP_STORED)
    own = [(f"aabob_22_{n}_a.zip", packed(("inner.zip", big), method=zipfile.ZIP_DEFLATED)) for n in range(9)]
    (course.root / "roster.csv").write_text("id,name\nann,Ann Lee\nbob,Bob Aa\ncid,Cid Cole\n")
    texts, problems = collected(course, *own, ("colecid_33_702_c.zip", ZIP))
    assert texts["cid/01-small/small.ipynb"] == "x"
    assert problems and all(who.startswith("aabob") or "Aa" in who for who, _ in problems)


def test_bug_a_students_zip_handed_in_for_others(course):
    """Folders in a zip that names one student are that student's, whatever they are called."""
    (course.root / "given").mkdir()
    inside = [("bob/small.ipynb", "by ann"), ("cid/small.ipynb", "by ann"), ("small/small.ipynb", "ann")]
    (course.root / "given/ann.zip").write_bytes(packed(*inside))
    (course.root / "given/bob.zip").write_bytes(ZIP)
    found = collect(course, course.root / "given", "01-small", course.root / "roster.csv")
    assert [arrival.hand_in.student for arrival in found.arrivals] == ["ann", "bob"]
    assert (course.root / "submitted/bob/01-small/small.ipynb").read_text() == "x"


def test_zips_of_an_unpacked_download_are_their_students(course):
    """In a folder, a zip that Canvas named has a student's limits and the time of its own file."""
    (course.root / "given").mkdir()
    (course.root / "given/leeann_11_900_a.zip").write_bytes(packed(*[(f"{n}.txt", "") for n in range(6000)]))
    (course.root / "given/doebob_22_901_b.zip").write_bytes(ZIP)
    found = collect(course, course.root / "given", "01-small", course.root / "roster.csv")
    assert [arrival.hand_in.student for arrival in found.arrivals] == ["bob"]
    assert found.problems[0] == ("leeann_11_900_a.zip", "holds 6,000 files, more than 5,000")


def broken(data, seed):
    """A zip with some of its bytes changed, or its end cut off."""
    dice, raw = random.Random(seed), bytearray(data)
    for _ in range(dice.randint(1, 6)):
        raw[dice.randrange(len(raw))] = dice.choice((0, 1, 8, 12, 14, 93, 0x7F, 0x80, 0xFF, dice.randrange(256)))
    return bytes(raw[: dice.randint(20, len(raw))] if dice.random() < 0.2 else raw)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_random_damage_harms_one_student(course, method):
    """Whatever the bytes of a zip are, it is unpacked or refused; no error of a library gets out."""
    whole = packed(("hw/small.ipynb", "{}" * 50), ("data.txt", "x" * 300), method=method)
    many = [(f"doebob_22_{seed}_d.zip", broken(whole, seed)) for seed in range(300)]
    _, problems = collected(course, *many)
    assert all(len(why) <= REASON and why.isprintable() for _, why in problems)


def test_names_that_a_terminal_would_obey(course):
    """Names with escapes, line ends, turned text and rich's markup are shown as they are, harmless, in every line."""
    signs = "\x1b[31m", "a\nb", "r\u202etl", "z\u200bw", "[red]x", "[/b]", ":bomb:"
    files = [(f"{sign}/small.ipynb", "x") for sign in signs] + [("[/q]\x1b.zip", b"no zip"), ("[/r].ipynb", "x")]
    (course.root / "c.zip").write_bytes(packed(*files))
    for more in ((), ("--roster", "roster.csv")):
        told = run_course("collect", "c.zip", "01-small", *more, cwd=course.root)
        text = told.stdout + told.stderr
        assert "Traceback" not in text and told.returncode == 1
        assert text.replace("\n", "").replace("\N{NO-BREAK SPACE}", "").isprintable()
        assert "not collected [/q]_.zip: " in text
    assert "not collected [red]x: is not in the roster" in text
