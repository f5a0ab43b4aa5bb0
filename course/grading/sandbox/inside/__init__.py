"""What runs inside the sandbox, before and around a student's code: standard library only, no import of the course.

`kernel_server.py` loads this folder as the package `_course_kernel` in a process of its own; there `server.py` begins.
`agent.py` is a text of its own: it is executed together with `judge/data/wire.py` in the kernel.
"""
