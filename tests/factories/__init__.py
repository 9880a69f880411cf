"""Builders of rows, one file per app."""
