"""A small disk can be filled to the last byte, and emptied."""

from pathlib import Path

import pytest
from harness.small_disk import CannotMount, small_disk


async def test_a_full_disk_takes_nothing_until_it_is_emptied(tmp_path: Path) -> None:
    try:
        async with small_disk(tmp_path / "disk", 2) as disk:
            await disk.fill()
            with pytest.raises(OSError, match="space"):
                (disk.folder / "one").write_bytes(b"x" * 100)
            await disk.empty()
            (disk.folder / "two").write_bytes(b"x" * 100)
            await disk.fill(but=500_000)
            (disk.folder / "three").write_bytes(b"x" * 400_000)
    except CannotMount as refused:
        pytest.skip(str(refused))
    assert not (tmp_path / "disk" / "two").exists()
