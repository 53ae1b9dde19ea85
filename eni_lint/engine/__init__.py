"""Chooses rules, runs them over an inventory and sorts the answers."""
