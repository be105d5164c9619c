"""Who helps where: asked, confirmed, ended."""
