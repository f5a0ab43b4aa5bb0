"""Active content of a student in the pages that an instructor and the student open."""

from .case import attack

MARK = "mallory_was_here"
EVIL = (
    f"<script>{MARK}()</script><img src=x onerror='{MARK}()'><svg onload='{MARK}()'></svg>"
    f"<iframe src='javascript:{MARK}()'></iframe><a href='javascript:{MARK}()'>x</a>"
    f"<form action='http://{MARK}'><input autofocus onfocus='{MARK}()'></form><object data='http://{MARK}'></object>"
    f"<style>@import 'http://{MARK}';</style><meta http-equiv='refresh' content='0; url=http://{MARK}'>"
    f"<base href='http://{MARK}/'><link rel='stylesheet' href='http://{MARK}'>"
)


@attack(on="right", exact=True, reached=lambda result: MARK in result.page)
def scripts_in_a_written_answer(hand):
    """The written answer holds scripts, handlers, frames and links that act."""
    hand.write("Because.\n\n" + EVIL + f"\n\n[x](javascript:{MARK}())\n\n![x](x' onerror='{MARK}())")


@attack(on="right", exact=True, reached=lambda result: MARK in result.page)
def scripts_in_a_text_of_ones_own(hand):
    """An added markdown cell holds scripts."""
    hand.last_text(EVIL)


@attack(on="right", exact=True, reached=lambda result: MARK in result.page and "Markdown" in result.said)
def scripts_in_outputs(hand):
    """HTML, SVG, JavaScript, LaTeX and markdown outputs hold scripts."""
    hand.last(f"""
from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display
evil = {EVIL!r}
for kind in (HTML, Markdown, Latex):
    display(kind(evil))
display(Javascript("{MARK}()"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><script>{MARK}()</script></svg>"))
display({{"text/html": evil, "image/svg+xml": evil, "application/vnd.mallory": evil}}, raw=True)
for quote in "'", '"':
    attribute = f"x{{quote}} onerror={{quote}}{MARK}(){{quote}} x={{quote}}"
    display({{"image/png": attribute}}, raw=True)
    display({{"image/jpeg": "QUJD"}}, metadata={{"image/jpeg": {{"alt": attribute, "width": attribute}}}}, raw=True)
display({{"application/vnd.jupyter.widget-view+json": {{"model_id": "</script>" + evil}}}}, raw=True)
""")


@attack(
    lose="mirror", exact=True, reached=lambda result: MARK in result.page and f'yours is "<script>{MARK}' in result.said
)
def scripts_in_messages(hand):
    """Texts that a test quotes, texts that are printed, and names hold scripts."""
    hand.answer("mirror", f"def mirror(text):\n    return {EVIL!r}")
    hand.last(f"print({EVIL!r})\nimport sys\nprint({EVIL!r}, file=sys.stderr)\nraise ValueError({EVIL!r})")


@attack(on="right", exact=True, reached=lambda result: MARK in result.page)
def scripts_in_sources(hand):
    """Comments and texts in code hold scripts and the end of a script."""
    hand.last(f"# </script></pre></div>{EVIL}\nx = '''</textarea>{EVIL}'''")
