"""What a demo knows about the data that it kept."""

from __future__ import annotations

from pathlib import Path

from civic_demo.running import Played


def test_nothing_was_played_on_new_data(tmp_path: Path) -> None:
    played = Played(tmp_path / "played.json")
    assert not played.has("small")
    assert not played.has("year")


def test_a_year_holds_the_small_play_and_not_the_other_way_round(tmp_path: Path) -> None:
    played = Played(tmp_path / "played.json")
    played.write("small", {"choir.idea": "one"})
    assert played.has("small")
    assert not played.has("year")
    played.write("year", {"choir.idea": "two"})
    assert played.has("small")
    assert played.has("year")
    assert played.names() == {"choir.idea": "two"}
