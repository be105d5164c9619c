"""Corrections of the ledger: entered by one person of finance, confirmed by another."""
