"""Accessible charts: pictures drawn by the server, with the same numbers in a table beside them."""

from pagekit.charts.bars import BarChart
from pagekit.charts.figure import Chart, Numbers
from pagekit.charts.invalid import ChartError
from pagekit.charts.lines import Course, LineChart
from pagekit.charts.milestones import Milestone, MilestoneChart
from pagekit.charts.series import Series
from pagekit.charts.sparkline import Sparkline
from pagekit.charts.units import COUNT, POUNDS, SHARE, Unit

__all__ = [
    "COUNT",
    "POUNDS",
    "SHARE",
    "BarChart",
    "Chart",
    "ChartError",
    "Course",
    "LineChart",
    "Milestone",
    "MilestoneChart",
    "Numbers",
    "Series",
    "Sparkline",
    "Unit",
]
