"""Asserts that are rewritten, skipped or silenced in the student's own process."""

from .case import attack

# Follows the attack: nothing of it is left when a cell asserts what is not true.
FALSE = "assert 1 + 1 == 3"


@attack(bites="stock", reached="it held")
def asserts_dropped_by_a_transformer(hand):
    """Every assert becomes nothing, by an AST transformer of IPython's."""
    hand.first("""
        import ast
        class Drop(ast.NodeTransformer):
            def visit_Assert(self, node):
                return ast.copy_location(ast.Pass(), node)
        get_ipython().ast_transformers.append(Drop())
    """)
    hand.last(FALSE, "print('it held')")


@attack(bites="stock", reached="it was dropped")
def lines_dropped_by_a_transformer(hand):
    """A cell that asserts something is emptied before it is parsed."""
    hand.first("""
        def drop(lines):
            return ["print('it was dropped')"] if any("assert" in line for line in lines) else lines
        get_ipython().input_transformers_cleanup.append(drop)
    """)
    hand.last(FALSE)


@attack(reached="it was swallowed")
def assertion_errors_swallowed(hand):
    """IPython is told to handle every exception by a word."""
    hand.first("get_ipython().set_custom_exc((Exception,), lambda *args, **kwargs: print('it was swallowed'))")
    hand.last(FALSE)


@attack(reached="it was kept back")
def tracebacks_never_shown(hand):
    """The shell's way to show an error is replaced, so that no error leaves the kernel."""
    hand.first("""
        shell = get_ipython()
        shell.showtraceback = shell._showtraceback = lambda *args, **kwargs: print("it was kept back")
    """)
    hand.last(FALSE)


@attack(bites="stock", reached="did not")
def kernel_that_runs_nothing(hand):
    """The kernel answers every later request with success and executes none."""
    hand.first("""
        async def done(*args, **kwargs):
            return {"status": "ok", "execution_count": 7, "payload": [], "user_expressions": {}}
        get_ipython().kernel.do_execute = done
    """)


@attack(reached="jumped over")
def frames_jump_over_asserts(hand):
    """A trace function moves each frame that asserts past its end."""
    hand.first("""
        import sys, linecache
        def local(frame, event, arg):
            if event == "line":
                lines = linecache.getlines(frame.f_code.co_filename)
                if frame.f_lineno <= len(lines) and lines[frame.f_lineno - 1].strip().startswith("assert"):
                    last = [line for _, _, line in frame.f_code.co_lines() if line]
                    if max(last) > frame.f_lineno:
                        frame.f_lineno = max(last)
            return local
        def tracer(frame, event, arg):
            return local if frame.f_globals.get("__name__") == "__main__" else None
        get_ipython().events.register("pre_run_cell", lambda info: sys.settrace(tracer))
    """)
    hand.last(f"def check():\n    {FALSE}\n    print('jumped over')\ncheck()")


@attack(reached="True True 0 []")
def builtins_that_always_agree(hand):
    """isinstance, all, abs, sorted and others are replaced in builtins, for whoever calls them from a cell."""
    hand.first("""
        import builtins, sys
        def lie(name, answer):
            honest = getattr(builtins, name)
            def lying(*args, **kwargs):
                return answer if sys._getframe(1).f_globals is globals() else honest(*args, **kwargs)
            setattr(builtins, name, lying)
        for name in ("isinstance", "issubclass", "all", "any", "callable", "hasattr"):
            lie(name, True)
        lie("abs", 0)
        lie("sorted", [])
        print(isinstance(1, str), all([0]), abs(-1), sorted([2, 1]))
    """)


@attack(bites="stock", reached="without effect")
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
                print("without effect")
            return False
        shell.run_code = run_code
    """)
    hand.last(FALSE)


@attack(bites="stock", reached="it was replaced")
def tests_replaced_by_reading_their_names(hand):
    """Cells that mention `call(` are replaced by an empty one just before they run."""
    hand.first("""
        shell = get_ipython()
        original = shell.run_cell_async
        def run_cell_async(raw_cell, *args, **kwargs):
            if "call(" in raw_cell or "call(" in str(kwargs.get("transformed_cell")):
                raw_cell = kwargs["transformed_cell"] = "print('it was replaced')"
            return original(raw_cell, *args, **kwargs)
        shell.run_cell_async = run_cell_async
    """)
    hand.last("call('mirror', 'abc')")
