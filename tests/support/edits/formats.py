"""Encodings, line ends and versions of the format, as editors, converters and old programs leave them."""

import json
import warnings

import nbformat

from .cases import edit, get
from .course import ANSWERS


def text(nb):
    """A notebook as Jupyter writes it."""
    return json.dumps(nb, ensure_ascii=False, indent=1) + "\n"


@edit()
def format_3(nb, folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return nbformat.writes(nbformat.convert(nbformat.from_dict(nb), 3), 3).encode()


@edit(whole=False)
def format_2_by_hand(nb, folder):
    cells = [
        {"cell_type": cell["cell_type"], "language": "python", "input": cell["source"]}
        if cell["cell_type"] == "code"
        else {"cell_type": "html", "source": cell["source"]}
        for cell in nb["cells"]
    ]
    return {"nbformat": 2, "metadata": {"name": "small"}, "worksheets": [{"cells": cells}]}


@edit(whole=False)
def format_3_headings_and_two_sheets(nb, folder):
    sheet = [{"cell_type": "heading", "level": 1, "source": "Mine"}, *nb["cells"][:5]]
    sheets = [{"cells": sheet}, {"cells": nb["cells"][5:]}, {}, None]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": sheets}


@edit()
def format_4_0(nb, folder):
    for number, cell in enumerate(nb["cells"]):
        del cell["id"]
        cell["metadata"]["id"] = f"x{number:011d}"
    return nb | {"nbformat_minor": 0}


@edit()
def format_4_5_without_ids(nb, folder):
    for cell in nb["cells"]:
        del cell["id"]
    return nb


@edit()
def format_of_the_future(nb, folder):
    return nb | {"nbformat_minor": 99}


@edit(whole=False)
def format_5(nb, folder):
    return nb | {"nbformat": 5}


@edit()
def format_missing(nb, folder):
    del nb["nbformat"], nb["nbformat_minor"]
    return nb


@edit()
def format_as_text(nb, folder):
    return nb | {"nbformat": "4", "nbformat_minor": None, "orig_nbformat": []}


@edit()
def byte_order_mark(nb, folder):
    return text(nb).encode("utf-8-sig")


@edit()
def utf16_with_mark(nb, folder):
    return text(nb).encode("utf-16")


@edit(whole=False)
def utf16_big_endian_with_mark(nb, folder):
    return b"\xfe\xff" + text(nb).encode("utf-16-be")


@edit()
def utf16_little_endian_without_mark(nb, folder):
    return text(nb).encode("utf-16-le")


@edit()
def utf16_big_endian_without_mark(nb, folder):
    return text(nb).encode("utf-16-be")


@edit(whole=False)
def utf32(nb, folder):
    return text(nb).encode("utf-32")


@edit()
def windows_line_ends(nb, folder):
    return text(nb).replace("\n", "\r\n").encode()


@edit()
def lone_carriage_returns(nb, folder):
    return text(nb).replace("\n", "\r").encode()


@edit()
def windows_line_ends_inside_the_cells(nb, folder):
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    return nb


@edit()
def lone_carriage_returns_inside_the_cells(nb, folder):
    for cell in nb["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r")
    return nb


@edit()
def trailing_zeros(nb, folder):
    return text(nb).encode() + b"\0" * 512


@edit(whole=False)
def trailing_zeros_in_utf16(nb, folder):
    return text(nb).encode("utf-16") + b"\0" * 512


@edit()
def latin1_in_comments(nb, folder):
    get(nb, "double")["source"] = ANSWERS["double"] + "  # für Übung, naïve façon"
    return text(nb).replace("\N{RIGHTWARDS ARROW}", "->").encode("latin-1")


@edit(whole=False)
def latin1_beside_utf8(nb, folder):
    get(nb, "double")["source"] = "# 色の数 LATIN\n" + ANSWERS["double"]
    return text(nb).encode().replace(b"LATIN", b"caf\xe9")


@edit(whole=False)
def raw_tabs_and_line_ends_in_texts(nb, folder):
    get(nb, "cubed")["source"] = ANSWERS["cubed"] + "  #\ttab"
    return text(nb).replace("\\t", "\t").replace("\\n", "\n").encode()


@edit()
def half_an_emoji(nb, folder):
    get(nb, "double")["source"] = ANSWERS["double"] + "  # \ud83d"
    get(nb, "reflection")["source"] += " \udc00"
    return json.dumps(nb).encode()


@edit(reason="small.ipynb is empty")
def empty_file(nb, folder):
    return b""


@edit(reason="small.ipynb is empty")
def only_zeros(nb, folder):
    return b"\0" * 4096


@edit(reason="small.ipynb is broken JSON")
def cut_off(nb, folder):
    return text(nb)[:-200].encode()


@edit(reason="small.ipynb is broken JSON", whole=False)
def left_from_a_merge(nb, folder):
    return text(nb).replace('  "id": "double"', '<<<<<<< HEAD\n  "id": "double"\n=======\n>>>>>>> theirs', 1).encode()


@edit(reason="small.ipynb is broken JSON", whole=False)
def a_python_script(nb, folder):
    return ANSWERS["double"].encode()


@edit(reason="small.ipynb is broken JSON")
def a_web_page(nb, folder):
    return b"<!DOCTYPE html>\n<html><body>Sign in to download</body></html>"


@edit(reason="small.ipynb is JSON, but not a notebook")
def another_json(nb, folder):
    return b'{"name": "small", "version": 1}'


@edit(reason="small.ipynb is not a valid notebook: it has no list of cells", whole=False)
def cells_are_no_list(nb, folder):
    return nb | {"cells": {"0": nb["cells"][0]}}


@edit(reason="small.ipynb is not a text file")
def a_picture(nb, folder):
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\xd8"


@edit(reason="small.ipynb is nested too deeply")
def nested_too_deeply(nb, folder):
    return b'{"cells": ' + b"[" * 10**6


@edit(reason="small.ipynb has too many parts", whole=False)
def too_many_parts(nb, folder):
    return b'{"cells": [' + b"[]," * 5_000_000


@edit(reason="small.ipynb has more than 2000 cells", whole=False)
def too_many_cells(nb, folder):
    return nb | {"cells": nb["cells"] * 200}
