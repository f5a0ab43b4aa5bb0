"""Predictions: questions without points, what a student said, and what came."""
