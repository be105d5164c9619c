"""The swap-shop: what people offer each other and look for."""
