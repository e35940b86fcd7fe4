"""Retrieve, ground, compose, verify: from a question to an Answer with its proof."""
