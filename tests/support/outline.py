"""What a page is made of, for tests that read it."""

import html.parser
import re


class Outline(html.parser.HTMLParser):
    """What of a page a browser, a screen reader and a test look at."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.headings, self.images, self.text, self.style = [], [], [], [], "", ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(dict(attrs))

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "style" and not self.style:
            self.style = data
        else:
            self.text += data

    @property
    def line(self):
        """All text with single spaces."""
        return " ".join(self.text.split())
