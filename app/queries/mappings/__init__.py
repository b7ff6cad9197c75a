"""Mappings that people keep under a name."""
