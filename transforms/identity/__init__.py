"""Which listings are the same paper. Deterministic, order-free; the rules stand beside this file, one module a tier.

`resolve` looks at whole components of listings that share any key, so a caller who hands it every listing of such a
component (and no half of one) gets the same answer as from a rebuild of everything.
"""

from __future__ import annotations

from transforms.identity.components import connected
from transforms.identity.keys import KEY_COLUMNS, is_telling, own_paper_id
from transforms.identity.people import may_be_others
from transforms.identity.resolution import Resolution, resolve
from transforms.identity.subjects import under_shared_titles

__all__ = [
    "KEY_COLUMNS",
    "Resolution",
    "connected",
    "is_telling",
    "may_be_others",
    "own_paper_id",
    "resolve",
    "under_shared_titles",
]
