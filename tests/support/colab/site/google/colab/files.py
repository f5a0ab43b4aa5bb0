"""The browser's side of an upload: what the student does is said by the environment variable COLAB_UPLOAD."""

import os
import pathlib

asked = []


def upload():
    """The chosen file as Colab hands it over: saved in the working directory, and given back by its name.

    Without COLAB_UPLOAD nobody sits at a browser. Colab would wait forever; here it is an error.
    """
    choice = os.environ.get("COLAB_UPLOAD")
    asked.append(choice)
    if choice is None:
        raise RuntimeError("nobody is there to choose a file")
    if choice == "":
        return {}  # Cancel
    content, name = pathlib.Path(choice).read_bytes(), pathlib.Path(choice).name
    pathlib.Path(name).write_bytes(content)
    print(f"Saving {name} to {name}")
    return {name: content}
