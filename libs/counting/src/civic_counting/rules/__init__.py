"""The counting rules, one file each, and the declarations that name them."""
