"""Counts over time, derived from `core.papers` alone: what is published when, and in which words. No I/O."""
