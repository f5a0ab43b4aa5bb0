"""Markdown as HTML in which nothing acts: no tag, picture or address of the text's own comes through."""

import contextlib
import html
import re

import mistune
from markupsafe import Markup, escape
from mistune.plugins.math import math
from mistune.plugins.table import table

from course.grading.submission.written import MARK

MAX_LENGTH = 50_000  # characters of a text that is laid out; a longer one is shown as it is
MAX_TITLE = 200  # characters of a heading
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s\"'<>\\]+")


class Still(mistune.HTMLRenderer):
    """Renders what a page needs and shows the rest as text. All that is not made here is escaped."""

    def __init__(self):
        super().__init__(escape=True)

    def heading(self, text: str, level: int, **attrs) -> str:
        """A paragraph: the headings of the page are the page's own, in order."""
        return f'<p class="heading">{text}</p>\n'

    def image(self, text: str, url: str, title: str | None = None) -> str:
        """The description in words: nothing is fetched."""
        return f"[picture: {escape(mistune.util.striptags(text))}]"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link to a page or a mail address; any other one is its text."""
        if not ADDRESS.fullmatch(url):
            return text
        return f'<a href="{escape(url)}" rel="noopener noreferrer">{text}</a>'

    def codespan(self, text: str) -> str:
        """Code as it was written: grading once kept `<` as an entity, which is none inside of code."""
        return f"<code>{escape(text.replace('&lt;', '<'))}</code>"

    def block_code(self, code: str, info: str | None = None) -> str:
        """A block of code, for the same reason not left to mistune."""
        return f"<pre><code>{escape(code.replace('&lt;', '<'))}</code></pre>\n"

    def block_html(self, html: str) -> str:
        """A tag is text."""
        return f"<p>{escape(html)}</p>\n"

    def block_math(self, text: str) -> str:
        """A formula as its TeX source, which is read aloud as well as any."""
        return f'<p class="math"><code>{escape(text.strip())}</code></p>\n'

    def inline_math(self, text: str) -> str:
        """A formula in a line."""
        return f'<code class="math">{escape(text)}</code>'


_render = mistune.create_markdown(renderer=Still(), plugins=[table, math])


def plain(text: str) -> str:
    """A text as it was written, without HTML's comments: here no mark is needed, nothing of a text acts."""
    text, kept, at = text.replace(MARK, ""), [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return "".join([*kept, text[at:]])


def rendered(text: str) -> Markup:
    """A Markdown text as HTML that runs, fetches and frames nothing.

    Parameters
    ----------
    text : str
        Of the course's author or of a student.
    """
    text = plain(text)
    if len(text) <= MAX_LENGTH:
        with contextlib.suppress(Exception):  # a text that mistune stumbles over costs its layout, not the page
            return Markup(_render(text))  # every piece of it is escaped above or by mistune's own renderer
    return Markup("<pre>{}</pre>").format(text)


def in_line(text: str) -> Markup:
    """A message of the tests: text, with what stands between backticks as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return Markup(escape(text))
    return Markup("").join(Markup("<code>{}</code>").format(p) if n % 2 else escape(p) for n, p in enumerate(parts))


def headings(text: str) -> list[str]:
    """The headings of a text, without their signs."""
    found = re.findall(r"(?m)^#{1,6} +(\S.*)$", plain(text))
    return [html.unescape(re.sub(r"[`*]", "", heading[:MAX_TITLE].rstrip(" #"))) for heading in found]
