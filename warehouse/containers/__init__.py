"""Files that hold files: the contents of a zip or tar archive one after the other, or of a plain or compressed file.

One layer is opened; a compressed tar counts as one. A member's name is shown and never used as a path. What a member
may not be (a link, a device, encrypted, packed again, too large) is refused for itself and costs no other member.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

from warehouse.containers.member import ZIP_MAGIC, Member, opened, packing_of, peek, within_ratio
from warehouse.containers.tar import tar_members
from warehouse.containers.zip import zip_members
from warehouse.decompression import blocks, compression
from warehouse.landing import Offer
from warehouse.settings import Settings

__all__ = ["Member", "members"]


def members(original: IO[bytes], offered: Offer, settings: Settings) -> Iterator[Member]:
    """What the open file holds, in its own order; of an archive without folders, empty files and hidden ones.

    Raises UnreadableDump and LimitExceeded where the file as a whole cannot be used, and StreamDamaged, after its
    last member, where an archive is damaged or ends early.
    """
    head = original.read(8)
    original.seek(0)
    if head.startswith(ZIP_MAGIC):
        yield from zip_members(original, offered, settings)
        return
    content = within_ratio(blocks(original, bytes_on_disk=offered.bytes_on_disk), offered, settings)
    first, content = peek(content)
    if packing_of(first) == "tar":
        yield from tar_members(content, offered, settings)
    elif compression(head):
        yield opened(offered, content)
    else:
        yield Member(offered=offered, blocks=content)
