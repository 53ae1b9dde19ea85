"""The live account: which calls tell what, and how their answers become a snapshot. It only reads."""
