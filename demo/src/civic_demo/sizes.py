"""How much is played; a greater size holds the smaller ones."""

SIZES = ("small", "year")
