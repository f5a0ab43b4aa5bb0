"""Names of files and folders, what lies beside the notebook, and names of students."""

import os
import tempfile

from .cases import NAME, edit, write


def old(nb):
    """A copy from before the work."""
    return nb | {"cells": nb["cells"][:2]}


@edit()
def called_by_colab(nb, folder):
    write(folder / "Copy_of_small.ipynb", nb)


@edit(whole=False)
def called_by_a_browser_and_an_old_one_beside(nb, folder):
    write(folder / "small (2).ipynb", nb)
    write(folder / "draft.ipynb", old(nb))


@edit(whole=False)
def called_by_canvas(nb, folder):
    write(folder / "doejane_late_12345_67890_small-1.ipynb", nb)


@edit()
def saved_as_text(nb, folder):
    write(folder / "small.ipynb.txt", nb)


@edit(whole=False)
def ending_lost(nb, folder):
    write(folder / "small", nb)


@edit(whole=False)
def ending_of_json(nb, folder):
    write(folder / "small.json", nb)
    write(folder / "settings.json", "{}")


@edit(whole=False)
def the_same_twice(nb, folder):
    write(folder / "small (1).ipynb", nb)
    write(folder / "small (2).ipynb", nb)


@edit(whole=False)
def wild_name(nb, folder):
    write(folder / "small\x1b[31m\n<script>.ipynb", nb)


@edit()
def stray_checkpoint(nb, folder):
    write(folder / NAME, nb)
    write(folder / ".ipynb_checkpoints" / "small-checkpoint.ipynb", old(nb))


@edit(whole=False)
def checkpoint_beside_a_renamed_one(nb, folder):
    write(folder / "Small Copy.ipynb", nb)
    write(folder / ".ipynb_checkpoints" / NAME, old(nb))


@edit()
def second_notebook_beside(nb, folder):
    write(folder / NAME, nb)
    write(folder / "scratch.ipynb", old(nb))
    write(folder / "small (1).ipynb", old(nb))


@edit()
def zipped_on_a_mac(nb, folder):
    write(folder / "hw" / "my homework.ipynb", nb)
    write(folder / "__MACOSX" / "hw" / "._my homework.ipynb", b"\0\5\26\7\0\2\0\0Mac OS X")
    write(folder / "hw" / "._my homework.ipynb", b"\0\5\26\7\0\2\0\0Mac OS X")
    write(folder / ".DS_Store", b"\0\0\0\1Bud1")


@edit()
def in_a_subfolder(nb, folder):
    write(folder / "Jane Doe_123_assignsubmission_file_" / "week 1" / NAME, nb)


@edit()
def folder_called_like_the_notebook(nb, folder):
    write(folder / NAME / NAME, nb)
    write(folder / NAME / "notes.txt", "in the way")


@edit()
def timestamp_that_is_none(nb, folder):
    write(folder / "timestamp.txt", b"\xff\xfeyesterday, honestly" * 1000)
    return nb


@edit()
def timestamp_of_the_future(nb, folder):
    write(folder / "timestamp.txt", "2999-12-31 23:59:59.999999 UTC")
    return nb


@edit(whole=False)
def timestamp_is_a_folder(nb, folder):
    write(folder / "timestamp.txt" / "x", "")
    return nb


@edit()
def thousands_of_files(nb, folder):
    for number in range(3000):
        write(folder / f"plot{number}.png", b"")
    return nb


@edit()
def deep_folders(nb, folder):
    write(folder / NAME, nb)
    (folder / "/".join(["very-deep"] * 100)).mkdir(parents=True)
    write(folder / "/".join(["very-deep"] * 100) / "end.txt", "end")
    write(folder / "/".join(["d" * 200] * 15) / "end.txt", "end")


@edit()
def more_than_the_sandbox_holds(nb, folder):
    write(folder / NAME, nb)
    for number in range(12):
        (folder / f"film{number}.mp4").touch()
        os.truncate(folder / f"film{number}.mp4", 19 * 2**20)


@edit()
def links_and_pipes(nb, folder):
    write(folder / NAME, nb)
    (folder / "all.txt").symlink_to("/etc/passwd")
    (folder / "endless.png").symlink_to("/dev/zero")
    (folder / "round").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")


@edit()
def names_that_are_no_text(nb, folder):
    write(folder / NAME, nb)
    with open(os.fsencode(folder) + b"/caf\xe9\n.txt", "wb") as file:  # noqa: PTH123 (a path of bytes)
        file.write(b"x")


@edit(reason="there is no notebook in the folder")
def empty_folder(nb, folder):
    folder.mkdir(parents=True)


@edit(reason="there is no notebook in the folder")
def only_a_pdf(nb, folder):
    write(folder / "small.pdf", b"%PDF-1.7")


@edit(reason="the hand-in is a file, not a folder")
def a_file_instead_of_a_folder(nb, folder):
    write(folder, nb)


@edit(reason="the hand-in is a link, not a folder", whole=False)
def a_link_instead_of_a_folder(nb, folder):
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(tempfile.gettempdir())


@edit(reason="small.ipynb is a link, not a file")
def the_notebook_is_a_link(nb, folder):
    write(folder.parent / "kept" / NAME, nb)
    folder.mkdir(parents=True)
    (folder / NAME).symlink_to(folder.parent / "kept" / NAME)


@edit(reason="there are several notebooks (")
def several_notebooks_of_other_names(nb, folder):
    write(folder / "part one.ipynb", nb)
    write(folder / "part two.ipynb", old(nb))


@edit(reason="there are several notebooks (")
def two_copies_that_differ(nb, folder):
    write(folder / "small (1).ipynb", nb)
    write(folder / "small (2).ipynb", old(nb))


@edit(student="Anna B. von der Höhe")
def student_with_spaces_and_dots(nb, folder):
    return nb


@edit(student="Müller, Jürgen")
def student_with_a_comma(nb, folder):
    return nb


@edit(student="李雷 🎨")
def student_in_another_script(nb, folder):
    return nb


@edit(student="O'Neil; DROP--{x}%s$(id)&+")
def student_with_signs(nb, folder):
    return nb


@edit(student="anna [2] *?", reason="the folder name contains characters")
def student_with_wildcards(nb, folder):
    return nb


@edit(student="anna\nbell\x1b[31m", reason="the folder name contains characters")
def student_with_the_end_of_a_line(nb, folder):
    return nb


@edit(student=" ann ", reason="the folder name contains characters")
def student_with_spaces_around(nb, folder):
    return nb


@edit(student="-rf")
def student_with_a_dash(nb, folder):
    return nb


@edit(student="n" * 240, reason="small.ipynb is empty")
def student_with_a_long_name(nb, folder):
    return b""


@edit(student="m" * 240)
def student_with_a_long_name_and_good_work(nb, folder):
    return nb
