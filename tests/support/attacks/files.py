"""Hand-ins that are more than files: links, pipes, devices, and files with the names of libraries.

Where the hand-in as it lies there is the attack, its notebook must still be the one that was run: it says so.
"""

import contextlib
import os
import socket
import stat

from .case import attack

PRINT = """
    import glob, os
    from ipykernel.kernelapp import IPKernelApp
    room = os.path.dirname(os.path.dirname(IPKernelApp.instance().connection_file))
    print("mine" if not os.path.exists("mine.txt") else open("mine.txt").read())
    for path in glob.glob("**/*", recursive=True) + glob.glob(f"{room}/?/**/*", recursive=True):
        try:
            print(path, open(path).read(100_000))
        except Exception as error:
            print(path, type(error).__name__)
"""


HERE = "print('this ran', 'in', 'the end')"
COUNT = "import os\nprint('files:', len(os.listdir()))"


@attack(reached="is a link")
def notebook_that_is_a_link(hand):
    """wire.ipynb is a link to the instructor's notebook."""
    (hand.folder / "wire.ipynb").symlink_to(hand.places["source"])
    hand.nb = None


@attack(reached="mine and mine alone")
def links_beside_the_notebook(hand):
    """Links to secrets and to the folders that hold them lie beside the notebook, and a cell prints all files."""
    for name in ("source", "beside", "home", "friend", "gradebook"):
        (hand.folder / f"{name}.txt").symlink_to(hand.places[name])
    (hand.folder / "all").symlink_to(hand.places["course"])
    (hand.folder / "loop").symlink_to(hand.folder)
    (hand.folder / "mine.txt").write_text("mine and mine alone")
    hand.first(PRINT)


@attack(reached="mine and mine alone")
def hard_link_to_a_secret(hand):
    """A hard link to a file beside the course lies in the hand-in, and a cell prints all files."""
    os.link(hand.places["home"], hand.folder / "notes.txt")
    (hand.folder / "mine.txt").write_text("mine and mine alone")
    hand.first(PRINT)


@attack(on="right", exact=True, reached="this ran in the end")
def pipes_sockets_and_devices(hand):
    """A FIFO, a socket and an endless device lie beside the notebook."""
    os.mkfifo(hand.folder / "pipe")
    os.mkfifo(hand.folder / "pipe.ipynb")
    with contextlib.chdir(hand.folder), socket.socket(socket.AF_UNIX) as door:
        door.bind("socket")  # by a short name: long ones are refused
    with contextlib.suppress(PermissionError):  # an ordinary user cannot make one
        os.mknod(hand.folder / "zero.dat", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    hand.last(HERE)


@attack(reached="is a pipe")
def notebook_that_is_a_pipe(hand):
    """wire.ipynb is a FIFO that nobody writes to."""
    os.mkfifo(hand.folder / "wire.ipynb")
    hand.nb = None


@attack(reached="is a folder")
def notebook_that_is_a_folder(hand):
    """wire.ipynb is a folder with a notebook of the same name in it, and a link back."""
    (hand.folder / "wire.ipynb").mkdir()
    (hand.folder / "wire.ipynb" / "wire.ipynb").symlink_to(hand.places["source"])
    hand.nb = None


@attack(reached="'numpy.py'")
def files_named_like_libraries(hand):
    """numpy.py, course.py, ipykernel_launcher.py, sitecustomize.py and others stand where they might be imported."""
    text = "import os\nprint(os.environ)\nopen('was-here', 'w').write('x')\nraise SystemExit(0)\n"
    for name in ("numpy", "course", "ipykernel_launcher", "sitecustomize", "usercustomize", "json", "nbgrader", "ast",
                 "sklearn", "matplotlib", "_course_agent", "nbgrader_config", "ipython_config"):  # fmt: skip
        (hand.folder / f"{name}.py").write_text(text)
    (hand.folder / "mallory.pth").write_text("import os; os._exit(0)\n")
    hand.last("import os\nprint(os.listdir())")


@attack(reached="'matplotlibrc'")
def start_up_files(hand):
    """Profiles of IPython, configurations of Jupyter and of nbgrader come with the hand-in."""
    startup = hand.folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("get_ipython().set_custom_exc((Exception,), lambda *a: None)")
    (hand.folder / ".jupyter").mkdir()
    for name in ("nbgrader_config.py", "jupyter_config.py", "ipython_kernel_config.py", "jupyter_nbconvert_config.py"):
        text = "c = get_config()\nc.Execute.enabled = False\nc.JudgedExecute.enabled = False\n"
        (hand.folder / name).write_text(text)
        (hand.folder / ".jupyter" / name).write_text(text)
    (hand.folder / "matplotlibrc").write_text("backend: module://mallory\n")
    (hand.folder / "gradebook.db").write_text("x")
    hand.last("import os\nprint(os.listdir())")


@attack(on="right", exact=True, reached="files: ")
def thousands_of_files(hand):
    """Three thousand small files and folders forty deep lie beside the notebook."""
    for number in range(3000):
        (hand.folder / f"{number}.txt").touch()
    deep = hand.folder
    for _ in range(40):
        deep = deep / "deeper"
    deep.mkdir(parents=True)
    (deep / "end.txt").write_text("x")
    hand.last(COUNT)


@attack(on="right", exact=True, reached="files: ")
def more_than_the_scratch_holds(hand):
    """A hundred and sixty files of a megabyte each are more than the sandbox has room for."""
    for number in range(160):
        (hand.folder / f"{number}.bin").write_bytes(bytes(2**20))
    hand.last(COUNT)


@attack(on="right", exact=True, reached="files: ")
def names_that_hurt(hand):
    """File names with line breaks, dashes, quotes and bytes that are no text."""
    for name in (b"-rf", b"new\nline", b"'; drop table grade; --", b"\xff\xfe", b"$(reboot)", b"%s%n", "é".encode()):
        (hand.folder / os.fsdecode(name)).write_text("x")
    hand.last(COUNT)


@attack(reached="is larger than")
def notebook_too_large(hand):
    """wire.ipynb has two gigabytes, most of them a hole."""
    with (hand.folder / "wire.ipynb").open("wb") as file:
        file.truncate(2 * 2**30)
    hand.nb = None


@attack(reached="nested too deeply")
def notebook_nested_too_deeply(hand):
    """The notebook is a million brackets."""
    (hand.folder / "wire.ipynb").write_text('{"cells": ' + "[" * 1_000_000)
    hand.nb = None
