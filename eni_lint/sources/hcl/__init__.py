"""Reads the configuration language of Terraform: its text, its places, its modules and its values."""
