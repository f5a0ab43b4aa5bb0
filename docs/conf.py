"""The site of the documentation: `make docs` builds it, as does `tests/whole/test_docs.py`; it needs no network."""

project = "Color quantization with k-means"
author = "The authors of the course"
copyright = "The authors of the course. Text: CC BY 4.0, code: BSD 3-Clause"

extensions = ["myst_parser"]
myst_heading_anchors = 3  # `page.md#a-heading` can be linked, and a link to none is an error
exclude_patterns = ["_build", "pictures"]
nitpicky = True

html_theme = "furo"
html_title = "Color quantization with k-means"
html_copy_source = False
html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["course.css"]
html_js_files = [("names.js", {"defer": "defer"})]
pygments_style = "a11y-high-contrast-light"  # furo brings it: each color can be read on its ground
