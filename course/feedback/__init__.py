"""The page that a student gets: points, what was wrong beside the student's own code, and pictures of the mistake."""

from .exporter import FeedbackPage
from .generate import generate
from .messages import ShowMessages

__all__ = ["FeedbackPage", "ShowMessages", "generate"]
