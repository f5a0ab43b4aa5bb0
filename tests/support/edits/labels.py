"""Metadata, names and outputs that were changed, lost, or turned into something else."""

import json

from .cases import edit, get
from .course import ANSWERS


def each(nb, change):
    """Do the same to nbgrader's metadata of every cell."""
    for cell in nb["cells"]:
        change(cell["metadata"]["nbgrader"])
    return nb


@edit()
def grade_solution_and_locked_inverted(nb, folder):
    return each(nb, lambda info: info.update({key: not info[key] for key in ("grade", "solution", "locked")}))


@edit()
def points_changed(nb, folder):
    get(nb, "test_double")["metadata"]["nbgrader"]["points"] = 99
    get(nb, "test_cubed")["metadata"]["nbgrader"]["points"] = -1
    get(nb, "test_limits")["metadata"]["nbgrader"]["points"] = "many"
    return nb


@edit(whole=False)
def checksums_changed(nb, folder):
    return each(nb, lambda info: info.update(checksum="0" * 32))


@edit(whole=False)
def checksums_lost(nb, folder):
    return each(nb, lambda info: info.pop("checksum"))


@edit()
def schema_of_an_old_nbgrader(nb, folder):
    return each(nb, lambda info: info.update(schema_version=1))


@edit(whole=False)
def schema_of_a_future_nbgrader(nb, folder):
    return each(nb, lambda info: info.update(schema_version=99, cell_type="code"))


@edit()
def schema_lost(nb, folder):
    return each(nb, lambda info: info.pop("schema_version"))


@edit()
def unknown_grade_id(nb, folder):
    for name in ("double", "test_cubed", "setup"):
        get(nb, name)["metadata"]["nbgrader"]["grade_id"] = f"{name}-2"
        get(nb, name)["id"] = f"{name}-2"
    return nb


@edit()
def grade_ids_of_two_answers_swapped(nb, folder):
    one, other = get(nb, "double"), get(nb, "cubed")
    one["metadata"], other["metadata"] = other["metadata"], one["metadata"]
    return nb


@edit()
def one_grade_id_for_all(nb, folder):
    return each(nb, lambda info: info.update(grade_id="double"))


@edit()
def extra_keys(nb, folder):
    return each(nb, lambda info: info.update(remark="mine", nested={"a": [1]}, task=True))


@edit()
def labels_of_wrong_types(nb, folder):
    for cell, wrong in zip(nb["cells"], [7, ["x"], None, "solution", True, 1.5, {}] * 2, strict=False):
        cell["metadata"]["nbgrader"] = wrong
    return nb


@edit()
def grade_ids_of_wrong_types(nb, folder):
    for cell, wrong in zip(nb["cells"], [7, ["x"], None, "", True, 1.5, {}] * 2, strict=False):
        cell["metadata"]["nbgrader"]["grade_id"] = wrong
    return nb


@edit()
def metadata_of_wrong_types(nb, folder):
    for cell, wrong in zip(nb["cells"], [7, ["x"], None, "text", True, [], 0] * 2, strict=False):
        cell["metadata"] = wrong
    nb["metadata"] = ["python"]
    return nb


@edit()
def metadata_lost(nb, folder):
    for cell in nb["cells"]:
        cell["metadata"] = {}
    return nb


@edit()
def metadata_missing(nb, folder):
    for cell in nb["cells"]:
        del cell["metadata"]
    del nb["metadata"]
    return nb


@edit()
def metadata_and_ids_lost(nb, folder):
    for number, cell in enumerate(nb["cells"]):
        cell.update(metadata={}, id=f"cell-{number}")
    return nb


@edit()
def one_id_for_all_cells(nb, folder):
    for cell in nb["cells"]:
        cell["id"] = "double"
    return nb


@edit()
def one_id_for_all_cells_and_labels_lost(nb, folder):
    for cell in nb["cells"]:
        cell.update(id="double", metadata={})
    return nb


@edit()
def ids_that_are_none(nb, folder):
    for cell, wrong in zip(nb["cells"], ["", "a b", "x" * 200, 7, None, ["x"], "ä/é"] * 2, strict=False):
        cell["id"] = wrong
    return nb


@edit()
def tags_that_steer_the_executor(nb, folder):
    for cell in nb["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell", "remove_input", "parameters"]
        cell["metadata"]["execution"] = {"timeout": 0}
    return nb


@edit(whole=False)
def tags_of_wrong_types(nb, folder):
    for cell, wrong in zip(nb["cells"], [7, None, "skip-execution", {"a": 1}, [[]]] * 3, strict=False):
        cell["metadata"]["tags"] = wrong
    return nb


@edit()
def pictures_pasted_into_the_answer(nb, folder):
    get(nb, "reflection")["source"] += "\n\n![paper](attachment:paper.png)"
    get(nb, "reflection")["attachments"] = {
        "paper.png": {"image/png": "iVBORw0KGgo="},
        "x": {"image/svg+xml": "<svg/>"},
    }
    get(nb, "title")["attachments"] = ["not", "valid"]
    return nb


@edit()
def fifty_megabytes_of_outputs(nb, folder):
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * (25 * 2**20)}}
    plot = {"output_type": "display_data", "metadata": {}, "data": {"application/json": list(range(10**6))}}
    get(nb, "look")["outputs"] = [picture, plot]
    get(nb, "double")["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "spam\n" * (4 * 2**20)}]
    return nb


@edit()
def outputs_of_wrong_types(nb, folder):
    for cell, wrong in zip(nb["cells"], [7, None, "text", {"a": 1}, [[]], [{"output_type": "?"}]] * 3, strict=False):
        cell["outputs"] = wrong
        cell["execution_count"] = "third"
    return nb


@edit()
def outputs_and_counts_missing(nb, folder):
    for cell in nb["cells"]:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
    return nb


@edit()
def huge_metadata(nb, folder):
    nb["metadata"]["widgets"] = {"state": {f"w{n}": {"value": "v" * 1000} for n in range(20_000)}}
    get(nb, "cubed")["metadata"]["colab"] = {"history": ["h" * 10**6] * 5}
    return nb


@edit()
def sources_as_lists(nb, folder):
    for cell in nb["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    return nb


@edit()
def sources_missing_or_null(nb, folder):
    for cell, wrong in zip(nb["cells"], [None, 7, {"a": 1}, True, [1, None]] * 3, strict=False):
        if cell["id"] not in ANSWERS:
            cell["source"] = wrong
    del get(nb, "title")["source"]
    return nb


@edit()
def cells_that_are_none(nb, folder):
    nb["cells"][1:1] = [None, 7, "cell", [], {}, [nb["cells"][0]]]
    return nb


@edit()
def kernel_of_r(nb, folder):
    nb["metadata"] = {
        "kernelspec": {"name": "ir", "display_name": "R", "language": "R"},
        "language_info": {"name": "R"},
    }
    return nb


@edit()
def no_kernel(nb, folder):
    nb["metadata"] = {}
    return nb


@edit(whole=False)
def kernel_of_an_environment(nb, folder):
    nb["metadata"]["kernelspec"] = {"name": "conda-env-ds-py", "display_name": "Python [ds]", "language": "python"}
    return nb


@edit()
def language_julia_and_kernel_a_number(nb, folder):
    nb["metadata"] = {"kernelspec": 7, "language_info": {"name": "julia", "version": [1], "file_extension": ".jl"}}
    return nb


@edit()
def notes_and_results_forged(nb, folder):
    nb["metadata"]["course_repaired"] = {"by": "me"}
    get(nb, "test_cubed")["outputs"] = [
        {"output_type": "execute_result", "data": {"text/plain": "99"}, "metadata": {}, "execution_count": 1}
    ]
    return nb


@edit()
def not_a_number_in_the_metadata(nb, folder):
    nb["metadata"]["scale"] = [float("nan"), float("inf")]
    return json.dumps(nb).replace('"nbformat": 4', '"big": ' + "9" * 5000 + ', "nbformat": 4').encode()
