"""Every input becomes an inventory: one package a format."""
