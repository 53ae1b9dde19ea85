"""The settings of a run: a file that is found, a profile, the command line; and where each of them comes from."""
