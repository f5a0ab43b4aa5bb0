"""JupyterHub on one machine for one course: system users, nbgrader's exchange, and grading as a service.

What differs from machine to machine stands in `settings.toml`; there are no secrets in either file.
"""

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import settings  # noqa: E402 (found only now)

c = get_config()  # noqa: F821 (JupyterHub provides it)
hub = settings.load()
students = [student.id for student in hub.students()]
BIN = Path(sys.prefix) / "bin"
SINGLE_USER = str(BIN / "jupyterhub-singleuser")
EXCHANGE = {"NBGRADER_EXCHANGE": hub.exchange, "NBGRADER_COURSE": hub.course}
# The servers share the machine's processors: fits whose threads fight for them take many times as long.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SEARCH = f"{BIN}{os.pathsep}{os.defpath}"  # nbgrader calls `alembic` by name

# Where the Hub listens and what it keeps.
c.JupyterHub.bind_url = hub.address
c.JupyterHub.db_url = f"sqlite:///{hub.state}/jupyterhub.sqlite"
c.JupyterHub.cookie_secret_file = f"{hub.state}/cookie_secret"
c.ConfigurableHTTPProxy.command = [str(BIN / "configurable-http-proxy")]
c.ConfigurableHTTPProxy.pid_file = f"{hub.state}/proxy.pid"
c.JupyterHub.cleanup_servers = False  # people go on working while the Hub restarts

# For a browser everything on one host is one site: without hosts of their own, what a student's server shows may use
# the Hub, the formgrader and other servers as whoever looks at it. It needs DNS and a certificate for *.domain.
if hub.domain:
    c.JupyterHub.subdomain_host = hub.domain
    c.JupyterHub.cookie_host_prefix_enabled = True  # no host below it sets a cookie for another

# Who may log in: the instructors and the roster, also after somebody has left it.
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.open_sessions = False
c.Authenticator.allowed_users = {*hub.instructors, *students}
c.Authenticator.allow_existing_users = False

# Each user's server runs as that system user, with Assignment List and Validate but without the formgrader.
c.JupyterHub.spawner_class = "jupyterhub.spawner.LocalProcessSpawner"
c.Spawner.cmd = [SINGLE_USER]
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    **EXCHANGE,
    **ONE_THREAD,
    "PATH": SEARCH,
    "JUPYTER_CONFIG_PATH": f"{HERE}/etc/user:{HERE}/etc",
}

# The course is a service that runs as its owner; nbgrader finds it by its name, the course id.
c.JupyterHub.services = [
    {
        "name": hub.course,
        "url": f"http://127.0.0.1:{hub.course_port}",
        "command": [SINGLE_USER],
        "user": hub.owner,
        "cwd": str(Path(f"~{hub.owner}").expanduser() / hub.course),
        "environment": {
            **EXCHANGE,
            **ONE_THREAD,
            "PATH": SEARCH,
            "JUPYTER_CONFIG_PATH": f"{HERE}/etc",
            "JUPYTERHUB_DEFAULT_URL": "/lab",
        },
        "oauth_no_confirm": True,
    }
]

# nbgrader reads from these groups who takes the course and who grades it, the owner included.
c.JupyterHub.load_groups = {
    hub.graders: {"users": [hub.owner, *hub.instructors]},
    hub.learners: {"users": students},
}
c.JupyterHub.load_roles = [
    {"name": "grade", "groups": [hub.graders], "scopes": [f"access:services!service={hub.course}"]},
    # nbgrader in a user's server asks the Hub for that user's groups ...
    {
        "name": "server",
        "scopes": ["users:activity!user", "access:servers!server", "read:users:name!user", "read:users:groups!user"],
    },
    # ... and in the course's service for those of whoever has handed in.
    {"name": "course", "services": [hub.course], "scopes": ["read:users:name", "read:users:groups"]},
]
