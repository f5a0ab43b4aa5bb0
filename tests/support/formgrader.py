"""What an instructor's browser gets of a student's text, and what of it acts there."""

import html.parser
import re

from nbconvert.filters import strip_files_prefix
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

TAGS = {"a", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr",
        "img", "input", "li", "ol", "p", "pre", "span", "strong", "table", "tbody", "td", "th", "thead", "tr",
        "ul"}  # fmt: skip
ATTRIBUTES = {"href", "src", "alt", "title", "id", "class", "style", "start", "type", "checked", "disabled", "rel"}
ADDRESS = re.compile(r"https?://|mailto:|#")
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]+")
# Commands of MathJax that make links, ask for styles, classes and names, load extensions, or define such commands.
LIVE_TEX = re.compile(
    r"\\(href|url|style|class|cssId|require|unicode|includegraphics|mmlToken|bbox|enclose|texttip|mathtip|toggle|action|"
    r"data|html\w*|def|let|newcommand|newenvironment|color\w*|csname)"
)
NAMES = {"reflection", "test_double", "reflection-comment"}  # of boxes of the formgrader


class Page(html.parser.HTMLParser):
    """What acts on a page: tags, attributes, addresses, commands of TeX in a text that MathJax reads."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found, self.pictures, self.inside, self.text = [], [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in ("code", "pre"):
            self.inside.append(tag)
        self.text += "\n"  # MathJax reads no command across elements
        self.found += [tag] if tag not in TAGS else []
        for name, value in attrs:
            good = {
                "href": tag == "a" and ADDRESS.match(value or ""),
                "src": tag == "img" and PICTURE.fullmatch(value or ""),
                "style": re.fullmatch(r"text-align: ?(left|right|center)", value or ""),
                "type": value == "checkbox",
                "id": value not in NAMES,
            }.get(name, True)
            self.found += [(tag, name, value)] if name not in ATTRIBUTES or not good else []
            self.pictures += [value] if name == "src" else []

    def handle_endtag(self, tag):
        self.text += "\n"
        if self.inside and tag == self.inside[-1]:
            self.inside.pop()

    def handle_data(self, data):
        self.text += "" if self.inside else data

    def handle_decl(self, decl):
        self.found.append(decl)

    handle_comment = handle_pi = unknown_decl = handle_decl


def as_in_formgrader(cell):
    """HTML of a Markdown cell as nbconvert's exporter makes it, without the page around it."""
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return strip_files_prefix(MarkdownWithMath(renderer=renderer).render(cell.source))
