"""Messages of the kernel that are forged, malformed, or sent by somebody else."""

from .case import INSIDE, ROOM, attack

SEND = """
    kernel = get_ipython().kernel
    print("sending", flush=True)
    def publish(kind, content, parent=None, **more):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=parent or kernel.get_parent("shell"), **more)
"""


@attack(bites="stock", reached="2.0")
def result_of_twenty_points(hand):
    """Before each cell an execute_result is published that nbgrader reads as points."""
    hand.first(
        SEND,
        """
    def boast(info):
        content = {"data": {"text/plain": "2.0"}, "metadata": {}, "execution_count": 1}
        publish("execute_result", content)
    get_ipython().events.register("pre_run_cell", boast)
    """,
    )


@attack(bites="stock", reached="told to be idle")
def idle_before_the_end(hand):
    """The kernel says that a cell has finished before it begins, so that nobody listens to its error."""
    hand.first(
        SEND,
        """
    def finished(info):
        print("told to be idle", flush=True)
        kernel.session.send(kernel.shell_stream, "execute_reply", {"status": "ok", "execution_count": 1},
                            parent=kernel.get_parent("shell"), ident=kernel._parent_ident["shell"])
        publish("status", {"execution_state": "idle"})
    get_ipython().events.register("pre_run_cell", finished)
    """,
    )


@attack(lose="", on="right", exact=True, reached="20.0")
def outputs_of_other_cells_changed(hand):
    """Displays with the same id rewrite outputs of earlier cells, as errors and as results."""
    hand.first("""
        from IPython.display import display
        handle = display("mine", display_id="all")
        for number in range(50):
            handle.update(2.0)
    """)
    hand.last("handle.update('20.0')")


@attack(
    on="right",
    exact=True,
    reached=lambda result: result.said.count("sending") == 10,
)
def messages_without_their_parts(hand):
    """Messages of every kind arrive without content, or with content of wrong types; and one of no known kind."""
    contents = {"stream": {"name": 3, "text": []}, "display_data": {"data": 5}, "execute_result": {}, "error": {},
                "status": {"execution_state": None}, "clear_output": {"wait": "x"}, "update_display_data": {},
                "comm_open": {"data": 5}, "comm_msg": {}, "nonsense": {}}  # fmt: skip
    for kind, content in contents.items():  # each may end a round of the notebook
        hand.first(SEND, f"publish({kind!r}, {content})")


@attack(on="right", exact=True, reached=lambda result: result.said.count("sending") == 5)
def headers_with_impossible_dates(hand):
    """Headers carry dates that cannot be read."""
    for date in ("never", 12, None, "9999-99-99T99:99:99Z", []):
        hand.first(
            SEND,
            f"""
    header = kernel.session.msg_header("stream")
    header["date"] = {date!r}
    kernel.session.send(kernel.iopub_socket, "stream", {{"name": "stdout", "text": "x"}}, header=header,
                        parent=kernel.get_parent("shell"))
    """,
        )


@attack(
    on="right",
    exact=True,
    reached=lambda result: result.said.count("sending") == 4,
)
def frames_that_are_no_messages(hand):
    """Raw frames on the kernel's own socket: no delimiter, a wrong signature, invalid JSON."""
    for parts in ([b""], [b"<IDS|MSG>"], [b"x", b"<IDS|MSG>", b"sig", b"{", b"{", b"{", b"{"], [b"\xff" * 100]):
        hand.first(SEND, f"kernel.iopub_socket.send_multipart({parts})")


@attack(on="right", exact=True, reached="sending")
def results_with_a_word_for_a_number(hand):
    """A result whose count is no number makes whoever listens fail in the midst of its work."""
    hand.last(
        SEND,
        """
    publish("execute_result", {"data": {"text/plain": "x"}, "metadata": {}, "execution_count": "x"})
    """,
    )


@attack(on="right", exact=True, reached="ended its process")
def answers_without_content(hand):
    """From the last cell on, everything that the kernel says is an empty object."""
    hand.last("import json\njson.dumps = lambda *args, **kwargs: '{}'")


@attack(on="right", exact=True, reached="ended its process")
def answers_signed_wrongly(hand):
    """From the last cell on, no message bears the signature that it should."""
    hand.last("get_ipython().kernel.session.key = b'another'")


@attack(reached="heard 0 of")
def connection_file_and_a_second_client(hand):
    """What the connection file said is read, and a client of one's own listens to the kernel and to its judge."""
    hand.first(
        ROOM,
        """
    import threading, zmq
    app = IPKernelApp.instance()
    context = zmq.Context()
    heard, errors = [], []
    def listen():
        try:
            socket = context.socket(zmq.SUB)
            socket.connect(f"ipc://{app.ip}-{app.iopub_port}")
            socket.subscribe(b"")
            while True:
                heard.append(socket.recv_multipart())
        except Exception as error:
            errors.append(error)
    threading.Thread(target=listen, daemon=True).start()
    """,
    )
    hand.last("import time\ntime.sleep(0.5)\nprint(heard)\nprint('heard', len(heard), 'of', app.iopub_port, errors)")


@attack(on="right", exact=True, reached="tried rename")
def sockets_taken_over(hand):
    """The kernel's sockets and connection file are replaced by files, links and folders of one's own."""
    hand.first(
        INSIDE,
        ROOM,
        """
    def tried(act, *args):
        try:
            print("tried", act.__name__, act(*args))
        except OSError as error:
            print("tried", act.__name__, error.strerror)
    folder = os.path.join(room, "s")
    tried(os.mkdir, folder)
    for name in ("kernel.json", "kernel-1", "agent"):
        tried(os.unlink, os.path.join(folder, name))
        tried(os.symlink, "<source>", os.path.join(folder, name))
    tried(os.mkfifo, os.path.join(folder, "pipe"))
    tried(os.symlink, "<source>", os.path.join(room, "x", "judge"))
    tried(os.rename, folder, folder + "-mine")
    tried(os.rename, os.path.join(room, "x"), folder)
    """,
    )


@attack(
    on="right", reached=lambda result: all(word in result.said for word in ("quit()", "sending", "StdinNotImplemented"))
)
def widgets_and_payloads(hand):
    """Comms, input requests, next inputs and pagers ask the client to do something."""
    hand.first("""
        shell = get_ipython()
        shell.set_next_input("print('again')", replace=True)
        shell.payload_manager.write_payload({"source": "page", "data": {"text/plain": "x"}, "start": 0})
        shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
    """)
    content = {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"x": 1}}}
    hand.last(SEND, f"publish('comm_open', {content})")
    hand.last("input('who grades this? ')")
