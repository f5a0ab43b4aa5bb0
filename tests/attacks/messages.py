"""Messages of the kernel that are forged, malformed, or sent by somebody else."""

from .case import attack

SEND = """
    kernel = get_ipython().kernel
    def publish(kind, content, parent=None, **more):
        kernel.session.send(kernel.iopub_socket, kind, content, parent=parent or kernel.get_parent("shell"), **more)
"""


@attack(bites="stock")
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


@attack(bites="stock")
def idle_before_the_end(hand):
    """The kernel says that a cell has finished before it begins, so that nobody listens to its error."""
    hand.first(
        SEND,
        """
    def finished(info):
        kernel.session.send(kernel.shell_stream, "execute_reply", {"status": "ok", "execution_count": 1},
                            parent=kernel.get_parent("shell"), ident=kernel._parent_ident["shell"])
        publish("status", {"execution_state": "idle"})
    get_ipython().events.register("pre_run_cell", finished)
    """,
    )


@attack(lose="", on="right", exact=True)
def outputs_of_other_cells_changed(hand):
    """Displays with the same id rewrite outputs of earlier cells, as errors and as results."""
    hand.first("""
        from IPython.display import display
        handle = display("mine", display_id="all")
        for number in range(50):
            handle.update(2.0)
    """)
    hand.last("handle.update('20.0')")


@attack(on="right")
def messages_without_their_parts(hand):
    """Messages of every kind arrive without content, with content of wrong types, and with unknown kinds."""
    hand.first(
        SEND,
        """
    for kind in ("stream", "display_data", "execute_result", "error", "status", "clear_output", "update_display_data",
                 "comm_open", "comm_msg", "nonsense"):
        for content in ({}, {"data": 5}, {"name": 3, "text": []}, {"execution_state": None}, {"wait": "x"}):
            publish(kind, content)
    """,
    )


@attack(on="right")
def headers_with_impossible_dates(hand):
    """Headers carry dates, ids and versions that cannot be read."""
    hand.first(
        SEND,
        """
    for date in ("never", 12, None, "9999-99-99T99:99:99Z", []):
        header = kernel.session.msg_header("stream")
        header["date"] = date
        kernel.session.send(kernel.iopub_socket, "stream", {"name": "stdout", "text": "x"}, header=header,
                            parent=kernel.get_parent("shell"))
    """,
    )


@attack(on="right")
def frames_that_are_no_messages(hand):
    """Raw frames on the kernel's own socket: no delimiter, a wrong signature, invalid JSON."""
    hand.first(
        SEND,
        """
    for parts in ([b""], [b"<IDS|MSG>"], [b"x", b"<IDS|MSG>", b"sig", b"{", b"{", b"{", b"{"], [b"\\xff" * 100]):
        kernel.iopub_socket.send_multipart(parts)
    """,
    )


@attack()
def connection_file_and_a_second_client(hand):
    """The connection file is read, and a client of one's own asks the kernel, and whoever listens, for the tests."""
    hand.first("""
        import json, zmq, threading
        from ipykernel import get_connection_file
        info = json.load(open(get_connection_file()))
        context = zmq.Context()
        heard = []
        def listen():
            socket = context.socket(zmq.SUB)
            socket.connect(f"ipc://{info['ip']}-{info['iopub_port']}")
            socket.subscribe(b"")
            while True:
                heard.append(socket.recv_multipart())
        threading.Thread(target=listen, daemon=True).start()
    """)
    hand.last("import time\ntime.sleep(0.5)\nprint(heard)")


@attack(on="right")
def sockets_taken_over(hand):
    """The kernel's sockets and connection file are replaced by files, links and folders of one's own."""
    hand.first("""
        import json, os
        from ipykernel import get_connection_file
        path = get_connection_file()
        folder = os.path.dirname(path)
        assert os.path.isdir("/hand-in")
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))
        os.symlink("/etc/passwd", path)
        os.mkfifo(os.path.join(folder, "pipe"))
        for number in range(20):
            os.symlink("<source>", os.path.join(folder, f"judge-{number}"))
    """)


@attack(on="right")
def widgets_and_payloads(hand):
    """Comms, input requests, next inputs and pagers ask the client to do something."""
    hand.first(
        SEND,
        """
    publish("comm_open", {"comm_id": "a", "target_name": "jupyter.widget", "data": {"state": {"x": 1}}})
    shell = get_ipython()
    shell.set_next_input("print('again')", replace=True)
    shell.payload_manager.write_payload({"source": "page", "data": {"text/plain": "x"}, "start": 0})
    shell.payload_manager.write_payload({"source": "ask_exit", "keepkernel": False})
    """,
    )
    hand.last("input('who grades this? ')")
