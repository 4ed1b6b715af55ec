"""Questions to a published snapshot: one module per family, one function per question. Nothing here writes.

A question takes a connection and keyword filters, binds every value, names its columns, and returns a frame or a
frozen value object. The dashboard knows no other way to the data.
"""
