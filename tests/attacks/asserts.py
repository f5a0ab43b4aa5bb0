"""Asserts that are rewritten, skipped or silenced in the student's own process."""

from .case import attack


@attack(bites="stock")
def asserts_dropped_by_a_transformer(hand):
    """Every assert becomes nothing, by an AST transformer of IPython's."""
    hand.first("""
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(Drop())
    """)


@attack(bites="stock")
def lines_dropped_by_a_transformer(hand):
    """A cell that asserts something is emptied before it is parsed."""
    hand.first("""
        def drop(lines):
            return ["pass"] if any("assert" in line for line in lines) else lines
        get_ipython().input_transformers_cleanup.append(drop)
    """)


@attack()
def assertion_errors_swallowed(hand):
    """IPython is told to handle AssertionError and NotImplementedError by doing nothing."""
    hand.first("get_ipython().set_custom_exc((Exception,), lambda *everything: None)")


@attack()
def tracebacks_never_shown(hand):
    """The shell's way to show an error is replaced, so that no error leaves the kernel."""
    hand.first("""
        shell = get_ipython()
        shell.showtraceback = shell._showtraceback = lambda *args, **kwargs: None
    """)


@attack(bites="stock")
def kernel_that_runs_nothing(hand):
    """The kernel answers every later request with success and executes none."""
    hand.first("""
        async def done(*args, **kwargs):
            return {"status": "ok", "execution_count": 7, "payload": [], "user_expressions": {}}
        get_ipython().kernel.do_execute = done
    """)


@attack()
def frames_jump_over_asserts(hand):
    """A trace function moves each frame that asserts past its end."""
    hand.first("""
        import sys, linecache
        def local(frame, event, arg):
            if event == "line":
                lines = linecache.getlines(frame.f_code.co_filename)
                if frame.f_lineno <= len(lines) and lines[frame.f_lineno - 1].startswith("assert"):
                    last = [line for _, _, line in frame.f_code.co_lines() if line]
                    try:
                        frame.f_lineno = max(last)
                    except ValueError:
                        pass
            return local
        def tracer(frame, event, arg):
            return local if "ipykernel" in frame.f_code.co_filename else None
        get_ipython().events.register("pre_run_cell", lambda info: sys.settrace(tracer))
    """)


@attack()
def builtins_that_always_agree(hand):
    """isinstance, len, abs, sorted, all, type and callable are replaced in builtins."""
    hand.first("""
        import builtins
        builtins.isinstance = lambda *args: True
        builtins.all = builtins.any = builtins.callable = builtins.hasattr = lambda *args: True
        builtins.abs = lambda value: 0
        builtins.sorted = lambda *args, **kwargs: []
    """)


@attack(bites="stock")
def exceptions_without_effect(hand):
    """AssertionError's place in builtins and in the compiled constants is taken by an error that says success."""
    hand.first("""
        import builtins
        class AssertionError(builtins.AssertionError):
            pass
        builtins.AssertionError = AssertionError
        shell = get_ipython()
        original = shell.run_code
        async def run_code(code, result=None, **kwargs):
            try:
                exec(code, shell.user_global_ns, shell.user_ns)
            except BaseException:
                pass
            return False
        shell.run_code = run_code
    """)


@attack(bites="stock")
def tests_replaced_by_reading_their_names(hand):
    """Cells that mention `call(` are replaced by an empty one just before they run."""
    hand.first("""
        shell = get_ipython()
        original = shell.run_cell_async
        def run_cell_async(raw_cell, *args, **kwargs):
            if "call(" in raw_cell or "call(" in str(kwargs.get("transformed_cell")):
                raw_cell, kwargs["transformed_cell"] = "pass", "pass"
            return original(raw_cell, *args, **kwargs)
        shell.run_cell_async = run_cell_async
    """)
