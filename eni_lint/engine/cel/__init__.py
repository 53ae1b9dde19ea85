"""Organisation rules: ``when`` and ``expect`` in the Common Expression Language over a subject and what is around it.

The expressions are checked against declared types when they are loaded, so that a misspelled field is an error with its place,
and they see unknown fields as errors, which CEL's own ``&&``, ``||``, ``all`` and ``exists`` weigh as three-valued logic does.
"""
