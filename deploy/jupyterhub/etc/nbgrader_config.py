"""nbgrader for everybody on this Hub; the course's own nbgrader_config.py adds how it is graded."""

import os

c = get_config()  # noqa: F821 (nbgrader provides it)

c.CourseDirectory.course_id = os.environ["NBGRADER_COURSE"]
c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]
c.Exchange.path_includes_course = True  # a fetched assignment lies in <course>/<assignment>
c.Authenticator.plugin_class = "nbgrader.auth.JupyterHubAuthPlugin"  # who takes the course: the Hub's groups
