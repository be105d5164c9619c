"""What is wrong with a chart that cannot be drawn."""


class ChartError(ValueError):
    """A chart that cannot be drawn as it was described."""
