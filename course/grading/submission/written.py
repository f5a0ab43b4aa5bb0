r"""A student's Markdown as a text in which nothing acts, whichever program lays it out.

A tag, a link, a picture, an entity and a command of TeX each begin with two signs next to each other. Between the two a
sign without width is put: it looks as before, in a sentence, in code and in a formula, and is none of them to any
parser. Nothing is parsed here, so there is no parser to disagree with. What is known to be harmless is left alone:
links to pages and mail addresses, the usual commands of mathematics, and the pictures of `pictures.py`.
"""

import re
from collections.abc import Container
from html.entities import html5

MARK = "\N{WORD JOINER}"  # of no width, and no place to break a line
MAX_TEXT, SLACK = 50_000, 1_000  # characters of a cell that are shown; as many more are not worth a remark
MAX_LINE = 2_000  # characters; nbconvert's time grows with the square of a line of brackets
MAX_FORMULAS = 200  # of one kind in a cell; its time grows with the square of those that do not end
CUT = "\n\n… (the rest is left out; all of it is in the file that was handed in)"

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
SAFE = r"https?://|mailto:"
START = r"^[^\S\n]*(?:[>*+\-\d.):][^\S\n]*)*+"  # of a line, with signs of quotations and lists
UNDERLINE = r"(?=[ \t]*\n[ \t>]*(?:=+|-+)[ \t]*$)"  # the line below makes a heading of this one
# What a picture looks like when `pictures.py` is done with it.
KEPT = r"!\[[\w.,-]{0,100}\]\(attachment:(picture-[0-9a-f]{12}\.(?:png|jpeg))\)"
ACTIVE = re.compile(
    rf"(?P<picture>{KEPT})"
    # A tag, a comment, an address in brackets that is none of a page.
    r"|<(?=[A-Za-z/!?])(?!https?://[\w./:\#?%+,;~@-]{1,2000}>)"
    rf"|\](?=\((?!{SAFE}|\#))"  # a link
    # Where the links of a name lead.
    rf"|{START}(?=\[(?:[^\[\]\\]|\\.){{0,1000}}+\]:(?![ ]{{0,3}}(?:{SAFE})))"
    r"|!(?=\[)"  # a picture: nothing is fetched
    r"|&(?=(?P<entity>\#|[A-Za-z][A-Za-z0-9]{0,40};))"
    r"|(?P<formula>\\\\(?=[\[(]))"
    r"|\\(?P<command>[A-Za-z]+)"
    r"|(?<=[`~])[ \t]*(?=mermaid)"  # a drawing, whose text nbconvert takes for HTML
    # The formgrader finds the box for an exercise's points by its name, which a heading of that name would take.
    rf"|{START}\#{{1,6}}[ \t]*(?=[^\s\#])"
    rf"|[^\s`~]{UNDERLINE}|(?<=[^\s`~>])[`~]+{UNDERLINE}",
    re.MULTILINE | re.VERBOSE | re.DOTALL,
)
# What a formula may consist of. The rest makes links, asks for styles, or defines more commands.
MATHEMATICS = """
alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron pi varpi rho
varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
aleph hbar ell wp Re Im partial nabla infty emptyset varnothing forall exists neg lnot top bot angle triangle square
clubsuit diamondsuit heartsuit spadesuit surd prime degree checkmark S P sum prod coprod int iint iiint oint bigcap
bigcup bigvee bigwedge bigoplus bigotimes bigodot pm mp times div cdot ast star circ bullet cap cup uplus sqcap sqcup
vee wedge lor land setminus smallsetminus oplus ominus otimes oslash odot dagger triangleleft triangleright ltimes
rtimes le leq ge geq ne neq equiv sim simeq cong approx asymp doteq propto prec preceq succ succeq subset subseteq
subsetneq supset supseteq supsetneq in ni notin not mid nmid parallel nparallel perp vdash ll gg leqslant geqslant
leqq geqq lesssim gtrsim lessapprox gtrapprox nless ngtr nleq ngeq nsubseteq nsupseteq triangleq approxeq therefore
because coloneqq vartriangle lt gt to gets mapsto longmapsto leftarrow rightarrow leftrightarrow Leftarrow Rightarrow
Leftrightarrow longleftarrow longrightarrow longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow uparrow
downarrow updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow rightleftharpoons iff implies
impliedby leadsto xrightarrow xleftarrow arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf
ker lg lim liminf limsup ln log max min Pr sec sin sinh sup tan tanh argmax argmin bmod pmod pod mod operatorname frac
dfrac tfrac cfrac binom dbinom tbinom sqrt root of over choose stackrel overset underset atop substack limits nolimits
hat widehat tilde widetilde bar vec dot ddot dddot overline underline overbrace underbrace overrightarrow
overleftarrow overleftrightarrow boxed left right middle big Big bigg Bigg bigl bigr bigm Bigl Bigr Bigm biggl biggr
biggm Biggl Biggr Biggm lvert rvert lVert rVert vert Vert lbrace rbrace lbrack rbrack langle rangle lfloor rfloor
lceil rceil backslash dots ldots cdots vdots ddots dotsb dotsc dotsi dotsm dotso colon quad qquad thinspace
negthinspace space text textrm textsf textit textbf texttt textnormal mbox mathrm mathbf mathit mathsf mathtt mathcal
mathbb mathfrak mathscr mathnormal boldsymbol bf displaystyle textstyle scriptstyle scriptscriptstyle mathbin mathrel
mathord mathop mathopen mathclose mathpunct begin end hline cr tag notag nonumber label ref eqref cases matrix pmatrix
rm
"""
COMMANDS = frozenset(MATHEMATICS.split())


def defuse_markdown(text: str, pictures: Container[str] = ()) -> str:
    """Markdown that looks as before, of which nothing acts but links to pages and mail addresses.

    Doing it twice is the same as doing it once.

    Parameters
    ----------
    text : str
        Of a student.
    pictures : container of str
        Names of the attachments that the text may show, as `pictures.keep` gives them.
    """
    text = shortened_text(text)
    # One that never ends is looked for in all that follows it.
    many = {start for start in (r"\\[", r"\\(", r"\begin") if text.count(start) > MAX_FORMULAS}

    def mark(match: re.Match[str]) -> str:
        if match["picture"]:
            # A picture at the end of a heading has no text of its own.
            return match[0] + MARK if match[2] in pictures else f"!{MARK}{match[0][1:].replace('](', f']{MARK}(')}"
        if match["entity"] and is_sign(match["entity"]):
            return match[0]
        if match["formula"]:
            return match[0] + (MARK if match[0] + text[match.end()] in many else "")
        if command := match["command"]:
            return match[0] if command in COMMANDS and match[0] not in many else f"\\{MARK}{command}"
        return match[0] + MARK

    return ACTIVE.sub(mark, text)


def is_sign(entity: str) -> bool:
    """Whether an entity has a name and stands for a sign that no command of TeX is written with."""
    return entity in ("lt;", "gt;", "amp;", "quot;") or not any(map(str.isascii, html5.get(entity, "?")))


def shortened_text(text: str) -> str:
    """A text without marks, of which each line and the whole have a length that a page can lay out in a second."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(MARK, "")
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text[: 2 * MAX_TEXT])
    lines = [part for line in text.split("\n") for part in parts_of(line)]
    text = "\n".join(lines)
    return text[:MAX_TEXT] + CUT if len(text) > MAX_TEXT + SLACK else text


def parts_of(line: str) -> list[str]:
    """A line, or the parts of one that is too long: broken after a space or a picture where there is one."""
    parts = []
    while len(line) > MAX_LINE:
        at = max(line.rfind(sign, 1, MAX_LINE) for sign in " )") + 1 or MAX_LINE
        parts.append(line[:at])
        line = line[at:]
    return [*parts, line]
