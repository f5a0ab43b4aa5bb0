"""What has happened in a kernel of Colab before the first cell: its package is loaded, and GitHub is in reach.

GitHub is the folder that COLAB_GITHUB names, `<OWNER>/<REPO>/<REF>/...` as in an address of raw.githubusercontent.com.
"""

import email.message
import os
import pathlib
import urllib.error
import urllib.parse
import urllib.request
import urllib.response

import google.colab  # noqa: F401


class GitHub(urllib.request.HTTPSHandler):
    """Answers for raw.githubusercontent.com; no other machine is there."""

    def https_open(self, request):
        """A file, or that there is none."""
        headers = email.message.Message()
        path = pathlib.Path(os.environ["COLAB_GITHUB"], urllib.parse.unquote(request.selector.lstrip("/")))
        if request.host != "raw.githubusercontent.com" or not path.is_file():
            raise urllib.error.HTTPError(request.full_url, 404, "Not Found", headers, None)
        headers["Content-Length"] = str(path.stat().st_size)
        answer = urllib.response.addinfourl(path.open("rb"), headers, request.full_url, 200)
        answer.msg = "OK"
        return answer


urllib.request.install_opener(urllib.request.build_opener(GitHub))
