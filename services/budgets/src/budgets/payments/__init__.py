"""Payments: asked for by one person, made by another, never above the agreement."""
