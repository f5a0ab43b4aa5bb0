"""Texts without bound, for whoever reads, repairs, defuses or lays out what a student wrote."""

from .case import attack

# What, and how often: in the written answer, in a text and a code cell of one's own, and in a comment of an answer.
SIGNS = {
    "newlines": ("\n", 60_000),
    "commas": (", ", 63_000),
    "words": ("word ", 63_000),
    "brackets": ("[", 200_000),
    "quotations": (">", 200_000),
    "backticks": ("`", 200_000),
    "stars": ("*", 200_000),
    "tags": ("<a", 100_000),
}


def without_bound(sign, number):
    """An attack that writes a sign so often wherever a student may write."""
    text = sign * number

    def write(hand):
        hand.write(text)
        hand.last_text(text)
        hand.last(f"print('before it')\n{text}")
        hand.last("print('after', 'it')")
        answer = next(cell for cell in hand.nb.cells if cell.id == "mirror")
        answer.source = f'"""{text}"""\n{answer.source}\n# {text}'

    return write


def shown(result):
    """Whether the text came to the page, as far as it is shown, and the cells behind it were run."""
    return "after it" in result.said and "the rest is left out" in result.page


for name, (sign, number) in SIGNS.items():
    case = without_bound(sign, number)
    case.__name__, case.__module__ = f"{name}_without_bound", __name__
    case.__doc__ = f"{number:,} {name} in a text, in code, in a comment and where a line of code should be."
    attack(on="right", exact=True, reached=shown)(case)
