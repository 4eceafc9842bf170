"""The month on a stick: a process of its own, without network, writes it, reads it back and says whether it is there.

A stick is a stranger's thing. Its names and its label are never believed, nothing on it is read but what this run has
written, and every name on it is reached from the directory above by descriptor, never through a link.
"""
