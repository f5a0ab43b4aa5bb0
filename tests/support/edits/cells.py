"""Cells that were copied, deleted, moved, split, merged, or turned into others."""

import copy

from .cases import at, code, edit, get
from .course import ANSWERS

STUBS = {
    "double": 'def double(x):\n    """Twice a number."""\n    # YOUR CODE HERE\n    raise NotImplementedError()',
    "cubed": 'def cubed(values):\n    """Each number of a list, three times with itself."""\n'
    "    # YOUR CODE HERE\n    raise NotImplementedError()",
    "limits": 'limits = {"low": None, "high": None}  # fill in, then delete the last line\n'
    "# YOUR CODE HERE\nraise NotImplementedError()",
}


def again(nb, name, place=1, **changes):
    """Put a copy of a cell below it, labels and all."""
    one = copy.deepcopy(get(nb, name)) | {"id": f"copy-of-{name}"} | changes
    nb["cells"].insert(at(nb, name) + place, one)
    return nb


@edit()
def answer_copied_and_the_copy_left_as_it_came(nb, folder):
    return again(nb, "double", source=STUBS["double"])


@edit()
def answer_copied_and_the_copy_edited(nb, folder):
    again(nb, "double")
    get(nb, "double")["source"] = STUBS["double"]
    return nb


@edit()
def answer_copied_and_both_edited(nb, folder):
    return again(nb, "cubed", source="def cubed(values):\n    return [v * v * v for v in values]")


@edit()
def answer_copied_far_away(nb, folder):
    return again(nb, "double", 8, source=STUBS["double"])


@edit()
def answer_copied_to_write_the_next_one_in_it(nb, folder):
    again(nb, "double", source=ANSWERS["cubed"])
    get(nb, "cubed")["source"] = STUBS["cubed"]
    return nb


@edit()
def stub_copied_to_write_another_answer_in_it(nb, folder):
    again(nb, "double", place=0, source=ANSWERS["limits"])
    del nb["cells"][at(nb, "limits")]
    return nb


@edit()
def test_copied(nb, folder):
    return again(nb, "test_double")


@edit()
def test_copied_and_weakened(nb, folder):
    return again(nb, "test_cubed", place=0, source="assert True")


@edit(whole=False)
def locked_cell_copied(nb, folder):
    return again(nb, "setup")


@edit()
def locked_cell_copied_and_changed(nb, folder):
    return again(nb, "setup", source="UNIT = 3")


@edit()
def written_answer_copied(nb, folder):
    return again(nb, "reflection", source="Your answer:")


@edit()
def every_cell_twice(nb, folder):
    nb["cells"] += copy.deepcopy(nb["cells"])
    return nb


@edit()
def test_deleted(nb, folder):
    del nb["cells"][at(nb, "test_cubed")]
    return nb


@edit()
def locked_cells_deleted(nb, folder):
    for name in ("setup", "about-double", "look"):
        del nb["cells"][at(nb, name)]
    return nb


@edit({"test_cubed": 0})
def answer_deleted(nb, folder):
    del nb["cells"][at(nb, "cubed")]
    return nb


@edit({"reflection": 0})
def written_answer_deleted(nb, folder):
    del nb["cells"][at(nb, "reflection")]
    return nb


@edit()
def everything_but_the_answers_deleted(nb, folder):
    nb["cells"] = [cell for cell in nb["cells"] if cell["id"] in ANSWERS]
    return nb


@edit()
def helper_in_the_place_of_a_deleted_cell(nb, folder):
    get(nb, "double")["source"] = "def double(x):\n    return plus(x, x)"
    nb["cells"][at(nb, "about-double")] = code("from operator import add as plus")
    return nb


@edit()
def locked_cell_deleted_between_two(nb, folder):
    del nb["cells"][at(nb, "test_double") : at(nb, "cubed")]
    return nb


@edit()
def answer_moved_below_everything(nb, folder):
    nb["cells"].append(nb["cells"].pop(at(nb, "double")))
    return nb


@edit()
def all_cells_in_reverse(nb, folder):
    nb["cells"].reverse()
    return nb


@edit()
def answer_split_and_its_stub_left_above(nb, folder):
    get(nb, "double")["source"] = STUBS["double"]
    nb["cells"].insert(at(nb, "double") + 1, code(ANSWERS["double"]))
    return nb


@edit()
def answer_split_and_its_stub_left_below(nb, folder):
    get(nb, "double")["source"] = STUBS["double"]
    nb["cells"].insert(at(nb, "double"), code(ANSWERS["double"]))
    return nb


@edit()
def answer_split_in_two_halves(nb, folder):
    get(nb, "double")["source"] = "def twice(x):\n    return x + x"
    nb["cells"].insert(at(nb, "double") + 1, code("def double(x):\n    return twice(x)"))
    return nb


@edit()
def value_split_and_its_stub_left_above(nb, folder):
    get(nb, "limits")["source"] = STUBS["limits"]
    new = [code("def highest():\n    return 255"), code('limits = {"low": 0, "high": highest()}')]
    nb["cells"][at(nb, "limits") + 1 : at(nb, "limits") + 1] = new
    return nb


@edit()
def answer_at_the_very_end(nb, folder):
    get(nb, "double")["source"] = STUBS["double"]
    nb["cells"].append(code(ANSWERS["double"]))
    return nb


@edit()
def answers_at_the_very_end_with_a_helper(nb, folder):
    for name in ("double", "limits"):
        get(nb, name)["source"] = STUBS[name]
    nb["cells"] += [
        code("def plus(x, y):\n    return x + y"),
        code("def double(x):\n    return plus(x, x)"),
        code('limits = {"low": 0, "high": plus(200, 55)}'),
    ]
    return nb


@edit()
def answer_under_a_blank_cell(nb, folder):
    get(nb, "cubed")["source"] = "\n\n"
    nb["cells"].insert(at(nb, "cubed") + 1, code(ANSWERS["cubed"]))
    return nb


@edit()
def answers_merged_into_the_first(nb, folder):
    get(nb, "double")["source"] += "\n\n" + ANSWERS["cubed"] + "\n\n" + ANSWERS["limits"]
    for name in ("cubed", "limits"):
        del nb["cells"][at(nb, name)]
    return nb


@edit()
def everything_in_the_first_answer_and_the_stubs_left(nb, folder):
    get(nb, "double")["source"] += "\n\n" + ANSWERS["cubed"]
    get(nb, "cubed")["source"] = STUBS["cubed"]
    return nb


@edit()
def answers_merged_into_the_last(nb, folder):
    get(nb, "limits")["source"] = "\n\n".join(ANSWERS[name] for name in ("double", "cubed", "limits"))
    for name in ("double", "cubed"):
        del nb["cells"][at(nb, name)]
    return nb


@edit()
def answer_merged_with_its_test(nb, folder):
    get(nb, "cubed")["source"] += "\n\n" + get(nb, "test_cubed")["source"]
    del nb["cells"][at(nb, "test_cubed")]
    return nb


@edit()
def test_merged_with_the_next_answer(nb, folder):
    get(nb, "test_cubed")["source"] += "\n\n" + ANSWERS["limits"]
    del nb["cells"][at(nb, "limits")]
    return nb


@edit()
def answer_typed_into_its_test(nb, folder):
    get(nb, "test_double")["source"] = ANSWERS["double"] + "\n\n" + get(nb, "test_double")["source"]
    get(nb, "double")["source"] = STUBS["double"]
    return nb


@edit()
def all_code_merged_into_one_cell_without_label(nb, folder):
    sources = [cell["source"] for cell in nb["cells"] if cell["cell_type"] == "code"]
    nb["cells"] = [code("\n\n".join(sources)), get(nb, "reflection")]
    return nb


@edit()
def import_added_to_the_locked_setup(nb, folder):
    get(nb, "setup")["source"] += "\nfrom operator import add as plus"
    get(nb, "double")["source"] = "def double(x):\n    return plus(x, x)"
    return nb


@edit()
def locked_cell_rewritten(nb, folder):
    get(nb, "setup")["source"] = "UNIT = 5"
    return nb


@edit()
def answer_made_raw(nb, folder):
    for key in ("outputs", "execution_count"):
        del get(nb, "double")[key]
    get(nb, "double")["cell_type"] = "raw"
    return nb


@edit()
def answer_made_markdown(nb, folder):
    get(nb, "limits")["cell_type"] = "markdown"  # and its outputs stay, which is not valid
    return nb


@edit()
def test_made_markdown(nb, folder):
    get(nb, "test_double")["cell_type"] = "markdown"
    return nb


@edit()
def written_answer_made_code(nb, folder):
    get(nb, "reflection").update(cell_type="code", outputs=[], execution_count=None)
    return nb


@edit()
def cell_types_nobody_knows(nb, folder):
    get(nb, "double")["cell_type"] = "sql"
    get(nb, "setup")["cell_type"] = None
    del get(nb, "cubed")["cell_type"]
    return nb


@edit()
def magics_in_the_answers_and_labels_lost(nb, folder):
    get(nb, "double")["source"] = "%%time\n" + ANSWERS["double"]
    get(nb, "limits")["source"] = "%matplotlib inline\n" + ANSWERS["limits"]
    for number, cell in enumerate(nb["cells"]):
        cell.update(metadata={}, id=f"cell-{number}")
    return nb


@edit({"test_cubed": 0})
def a_mistake_in_one_answer_and_labels_lost(nb, folder):
    get(nb, "cubed")["source"] = ANSWERS["cubed"] + "\n\ncubed([1, 2)"
    for number, cell in enumerate(nb["cells"]):
        cell.update(metadata={}, id=f"cell-{number}")
    return nb
