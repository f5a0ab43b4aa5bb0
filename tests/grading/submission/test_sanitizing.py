"""What the formgrader shows of a student's text acts nowhere, looks as it was written, and is no burden."""

import base64
import copy
import io
import random
import re

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.server_extensions.formgrader import handlers
from PIL import Image
from support.course import small_notebook
from support.formgrader import LIVE_TEX, Page, as_in_formgrader

from course.feedback.markdown import rendered
from course.grading.submission import sanitizing
from course.grading.submission.sanitizing import sanitized
from course.grading.submission.written import CUT, MARK, MAX_LINE, MAX_TEXT, defuse_markdown


def picture(form="PNG", size=(3, 2)):
    """A small picture as a notebook holds it."""
    file = io.BytesIO()
    Image.new("RGB", size).save(file, form)
    return base64.b64encode(file.getvalue()).decode()


def graded(text, attachments=None):
    """A written answer as it is in the autograded notebook; doing it twice is the same as doing it once."""
    cell = new_markdown_cell(text, **({"attachments": attachments} if attachments else {}))
    nb = sanitized(new_notebook(cells=[cell]))
    assert sanitized(copy.deepcopy(nb)) == nb
    nbformat.validate(nb)
    return nb.cells[0]


def acts(text, attachments=None):
    """What acts on the pages that show this answer: the formgrader's, and the student's own."""
    cell = graded(text, attachments)
    shown = Page(as_in_formgrader(cell))
    return [*shown.found, *LIVE_TEX.findall(shown.text), *Page(str(rendered(cell.source))).found]


JS = "javascript:alert(document.domain)"
ATTACKS = [
    f"> [x]: {JS}\n\n[See][x]",
    f"- [x]: {JS}\n\n[See][x]",
    f"1. > - [x]: {JS}\n\n[See][x]",
    f"[a\\]b]: {JS}\n\n[a\\]b]",
    f"[x]:\n{JS}\n\n[x]",
    f"[x\ny]: <{JS}>\n\n[x y]",
    f"[x]:   {JS} 'title'\n\n[See][] [x][] [x]",
    f"[a][x] | b\n---|---\n[x] | c\n\n[x]: {JS}",
    f"[x]: https://host\n[x ]: {JS}\n\n[x]",
    f"[b]({JS}) [c]( {JS}) [d](<{JS}>) [e](\n{JS}) [f](\t{JS})",
    "[g](&#106;avascript:alert(1)) [h](java\\script:x) [i](JaVaScRiPt:x) [j](vbscript:x) [k](data:text/html,x)",
    "[l](//host/x) [m](files/javascript:x) [n](\\javascript:x) [o](%6aavascript:x) [p](file:///etc/passwd)",
    f"[![a](https://host/x.png)]({JS}) ![b]({JS}) ![c](http://host/x.png) ![d][r] ![r]\n\n[r]: https://host/x.png",
    f"<a href='{JS}'>x</a> <{JS}> <img src=x onerror=y> <svg/onload=x> <script>x</script> <b onclick=x>y</b>",
    "<!-- --><iframe src=x></iframe> <?x?> <!DOCTYPE x> <![CDATA[<script>x</script>]]>\n\n<form action=x>\n\n</meta>",
    "<div\n onclick=x>\n\n<style>*{display:none}</style>\n\n<object data=x></object>",
    "```mermaid\n</pre><script>alert(1)</script>\n```\n\n~~~ mermaid\n<img src=x onerror=y>\n~~~",
    "```html'onclick=x\n<b>\n```\n\n    <script>x</script>\n\n`<b>` ``` <script> ```",
    "$\\href{javascript:x}{y}$ $$\\url{x}\\style{x}{y}\\class{x}{y}\\cssId{x}{y}$$ \\\\[\\require{x}\\unicode{x}\\\\]",
    "$\\mmlToken{mi}[href='javascript:x']{y}$ \\\\(\\bbox[x]{y}\\\\) $\\def\\x{y}\\let\\a\\b\\newcommand{\\c}{d}$",
    "\\begin{align}\\includegraphics{x}\\end{align} \\begin{a}\n\n\\href{x}{y}\\end{a} $\\text{$\\href{x}{y}$}$",
    "\\\\href{x}{y} &#92;href{x} &bsol;href{x} \\hr&#101;f{x} \\&#104;ref{x} \\&#1;href{x} \\h\0ref{x} \\\\\\\\href{x}",
    "$ \\&#x68;ref{x}{y} $ $\\$\\href{x}{y}$ `a` $\\h`b`ref$ \\*href* \\\\**href** $\\\nhref{x}$",
    "# reflection\n\n> # test_double\n\n- # reflection-comment\n\nreflection\n===\n\ntest_double\n---\n\n#reflection",
    "`reflection`\n---\n\n**test_double**\n===\n\n1) - # [test_double](#a) #\n\n## *reflection* ##",
    "# test&#95;double\n\n> reflection\n> -\n\n- test_double\n  ===\n\nreflection ![x](attachment:a.png)\n---",
    "[x](https://host/\"onclick=\"y) [y](https://host 'a\" onclick=\"z') [z](mailto:a@b?x=\"><script>)",
    "[a https://h![a](attachment:a.png) [b https://h<img src='attachment:a.png'> <https://h/onclick=x>",
    "![a](attachment:none.png) [b](attachment:none.png) \\![c](attachment:none.png) <img src='attachment:x'>",
    "[![a](attachment:a.png)](javascript:x) [z]: x\n![z](attachment:a.png 'x\" onerror=\"y')",
    f"[^1]\n\n[^1]: {JS}\n\n*[x]: {JS}\n\nx\n: [y]({JS})\n\n- [ ] [z]({JS})",
    f"[a]{MARK}({JS}) [b]:{MARK}{JS} <{MARK}script> \\{MARK}href{{x}}\n\n{MARK}[c]{MARK}: {JS}\n\n[c]",
    "# \\\\&#60;script&#62; &lt;script&gt; &amp;lt;script&amp;gt; &LT;script&GT; &#x3c;svg onload=x&#x3e;",
    "![a](data:image/svg+xml;base64,PHN2) ![b](data:text/html;base64,PHN2) ![c](data:image/png;base64,PHN2Zz4=)",
]  # fmt: skip


@pytest.mark.parametrize("text", ATTACKS)
def test_nothing_of_a_written_answer_acts(text):
    """No link but to pages and mail addresses, no tag, handler, fetched picture or name of the page's own."""
    assert acts(text, {"a.png": {"image/png": picture()}}) == []


def test_attacks_act_without_the_step():
    """What looks for live content finds it: most of these texts act in nbconvert as they were written."""
    live = 0
    for text in ATTACKS:
        forms = {"a.png": {"image/png": picture()}, "none.png": {"image/png": picture()}}
        shown = Page(as_in_formgrader(new_markdown_cell(text, attachments=forms)))
        live += bool(shown.found or LIVE_TEX.search(shown.text))
    assert live > 0.8 * len(ATTACKS)


def test_nothing_acts_whatever_the_pieces():
    """Seeded compositions of what has a meaning in Markdown, HTML, TeX and attachments."""
    pieces = [*"[]()<>!&#\\`~*_$|:;-+=\"' \n\t\0{}/", "\n\n", "\n> ", "\n- ", "\n1. ", "\n    ", "\n```",
              "```mermaid\n", "$$", "\\\\[", "\\\\]", "\\\\(", "\\\\)", "](", "]:", "[x]", "[x]: ", "[x][", "![",
              "![a](", "attachment:a.png", "attachment:b)", "javascript:x", "https://h", "mailto:a", "#f",
              "data:text/html,x", "data:image/png;base64,", "<a href=", "<img src=", "'attachment:a.png'>",
              "<script>", "</script>", "<!--", "-->", "<![CDATA[", "<svg/", "onload=x", "\\href", "href", "\\h",
              "ref", "{x}", "\\begin{a}", "\\end{a}", "\\text", "&#92;", "&bsol;", "&lt;", "&#101;", "&#1;",
              "&colon;", "&Tab;", "script>", "reflection", "test_double", "\n# ", "\n---\n", "\n===\n",
              "|a|b|\n|-|-|\n|", ": ", "- [ ] ", "`a`", "ä", MARK, "x", " ", "<x@y>"]  # fmt: skip
    rng = random.Random(20)
    forms = {"a.png": {"image/png": picture()}}
    for _ in range(600):
        text = "".join(rng.choices(pieces, k=rng.randint(2, 25)))
        assert acts(text, forms) == [], text


ORDINARY = [
    "K-means **finds** the _nearest_ center, because `x < y` and 3 <= 4; a<b, größer als ½ & kleiner.",
    "## My answer\n\nFirst line  \nsecond line\n\nTitle\n-----\n\n---\n\nUnder\n===\n",
    "- one\n- two\n    - three\n\n1. four\n2. five\n\n> quoted\n> - list\n\n- [x] done\n- [ ] to do",
    "```python\nfor row in a[1:]:  # <b> [x](y)\n    d['k']: int = 1 if x < y else 2\n```",
    "```\n<b> f(x)[0](1) '\\n' &lt; \\d\n```",
    "    indented[0](x) <script>\n\n~~~\n[x]: y\n# comment\n---\n~~~\n\n`a[0](1)`, ``b`c``",
    "$x_i[1] \\le \\sqrt[3]{\\frac{a}{b}}$",
    "$$\\sum_{i=1}^n \\left[ x_i - \\mu \\right](t) \\\\ \\text{for } k \\in K$$\n",
    "\\begin{align}\na &= \\operatorname{argmin}_j \\lVert x - c_j \\rVert^2 \\\\[2pt]\nb &\\ne c\n\\end{align}",
    "| k | MSE |\n|:--|----:|\n| 8 | `1[0]` |\n| 16 | $\\hat{x}$ |\n\na | b\n---|---\nc | d",
    "See [scikit-learn](https://scikit-learn.org/stable/#x \"docs\"), <https://a.b>.",
    "https://c.d/e_f?g=h&i=j or [mail](mailto:a@b.c).",
    "[one], [two][2] and [ref][r]\n\n[r]: https://host/page\n\n[part](#part), f[0] (x), [a] [b], ~~old~~ \\*no\\*",
    "&lt;b&gt; &amp; &nbsp; &auml; &copy; C:\\Users\\me \\ * \\_ 5 $ or 6 $, e.g. a\\b, 10! [x] 3!",
]  # fmt: skip


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_answer_looks_as_it_was_written(text):
    """Lists, emphasis, code, formulas, tables and links come out as without the step, in code and formulas as well."""
    cell = graded(text)
    shown = re.sub(f"{MARK}|&#8288;|%E2%81%A0", "", as_in_formgrader(cell))
    assert shown == as_in_formgrader(new_markdown_cell(text))
    assert str(rendered(cell.source)) == str(rendered(text))


def test_usual_commands_of_formulas_are_left_alone():
    """A formula is stored as it was written; a command that is not known is shown as text."""
    text = r"$\alpha \cdot \mathbf{x} \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \rightarrow \mathbb{R}$"
    assert graded(text).source == text
    assert graded(r"$\unknown$").source == f"$\\{MARK}unknown$"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("![image.png](attachment:image.png)", "image.png"),
        ("![](attachment:image.png)", "image.png"),
        ("![my photo](attachment:my%20photo.png)", "my photo.png"),
        ("![a](attachment:image(1).png)", "image(1).png"),
        ('![a](attachment:image.png "title")', "image.png"),
        ("\\![a](attachment:image.png)", "image.png"),
        ("- text![a](attachment:image.png)text", "image.png"),
        ('<img src="attachment:image.png" width="300">', "image.png"),
        ('<img alt="a" src="attachment:image.png">', "image.png"),
        ("![a][1]\n\n[1]: attachment:image.png", "image.png"),
        (f"![image.png](data:image/png;base64,{picture()})", "other"),
        ("word " * 600 + "![image.png](attachment:image.png)" + " word" * 600, "image.png"),
    ],
)
def test_a_pasted_picture_stays_in_sight(text, name):
    """A photographed sheet is in the formgrader, as Jupyter and Colab paste pictures; the feedback names it."""
    forms = {name: {"image/png": picture()}}
    cell = graded(text, None if name == "other" else forms)
    assert Page(as_in_formgrader(cell)).pictures == [f"data:image/png;base64,{picture()}"]
    assert "[picture: " in str(rendered(cell.source))


def test_only_pictures_that_are_what_they_say_are_kept():
    """PNG and JPEG by their bytes; a kind that only says so, or another kind, is named and not shown."""
    svg = base64.b64encode(b"<svg onload='x'/>").decode()
    forms = {
        "good.png": {"image/png": picture(), "image/svg+xml": svg},
        "good.jpg": {"image/jpeg": picture("JPEG")},
        "bad.png": {"image/png": svg},
        "wrong.jpg": {"image/jpeg": picture()},
        "bad.svg": {"image/svg+xml": svg},
        "worse.png": {"image/png": "' onerror='x"},
    }
    cell = graded("\n".join(f"![{name}](attachment:{name})" for name in [*forms, "none.png"]), forms)
    shown = Page(as_in_formgrader(cell))
    assert len(shown.pictures) == len(cell.attachments) == 2 and shown.found == []
    assert [name for name in [*forms, "none.png"] if f"cannot be shown: {name}]" in cell.source] == [
        *forms,
        "none.png",
    ][2:]


def test_a_picture_that_is_missing_does_not_break_the_formgrader():
    """nbconvert raises an error for an attachment that is not there, and the formgrader would show nothing."""
    assert "cannot be shown: x.png" in as_in_formgrader(graded("![x.png](attachment:x.png)"))


@pytest.mark.parametrize("code", ["38", "48", "38;5", "48;2;1;1", "38;2;999;1;1", "38;5;999", "1;38"])
def test_half_a_color_does_not_break_the_formgrader(code):
    """nbconvert raises an error for a color that is not whole."""
    text = f"a\x1b[{code}mb\x1b\x1b[{code}m[{code}mc\x1b[31md\x1b[0m"
    error = new_output("error", ename="E", evalue="e", traceback=[text])
    outputs = [new_output("stream", text=text), new_output("display_data", {"text/plain": text}), error]
    nb = sanitized(new_notebook(cells=[new_code_cell("1", outputs=outputs)]))
    page, _ = HTMLExporter(template_name="classic").from_notebook_node(nb)
    assert page.count('<span class="ansi-red-fg">d</span>') == 3
    assert sanitized(copy.deepcopy(nb)) == nb


def test_a_heading_does_not_take_the_place_of_a_box_for_points():
    """The formgrader's page has one element of each exercise's name, its own, whatever headings a student writes."""
    nb = small_notebook()
    names = [cell.metadata.nbgrader.grade_id for cell in nb.cells]
    nb.cells.insert(0, new_markdown_cell("\n\n".join(f"# {name}\n\n{name}-comment\n---" for name in names)))
    exporter = HTMLExporter(template_name="formgrade", extra_template_basedirs=[handlers.template_path])
    page, _ = exporter.from_notebook_node(sanitized(nb), resources={"base_url": "", "index": 0, "total": 1})
    for name in ("test_double", "reflection", "reflection-comment"):
        assert page.count(f'id="{name}"') == 1


def test_a_long_text_is_cut_with_a_remark():
    """A text of any length is no burden for a page: lines are broken, the end is left out and the page says so."""
    cell = graded("word " * MAX_TEXT)
    assert cell.source.endswith(CUT) and len(cell.source) < MAX_TEXT + len(CUT) + 1
    assert max(map(len, cell.source.split("\n"))) <= MAX_LINE
    assert graded("a" * 3 * MAX_LINE).source == "\n".join(["a" * MAX_LINE] * 3)
    assert defuse_markdown("word " * 100) == "word " * 100


def test_a_notebook_of_long_texts_is_cut_with_remarks(monkeypatch):
    """What all cells show is bounded as well, in texts, in code and in outputs; doing it twice changes nothing."""
    monkeypatch.setattr(sanitizing, "MAX_NOTEBOOK", 3_000)
    monkeypatch.setattr(sanitizing, "MAX_OUTPUTS", 3_000)
    cells = [
        new_markdown_cell("a " * 800),
        new_code_cell("b " * 800, outputs=[new_output("stream", text="c" * 2000)]),
    ]
    nb = new_notebook()
    nb.cells = [copy.deepcopy(cell) for cell in cells * 4]
    sanitized(nb)
    assert sum(len(cell.source) for cell in nb.cells) < 6_000
    assert sum(len(cell.outputs[0].text) for cell in nb.cells[1::2]) < 4_000
    assert "left out" in nb.cells[-1].source and "left out" in nb.cells[-2].source
    assert sanitized(copy.deepcopy(nb)) == nb
