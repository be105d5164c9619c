"""Serves an application of the kit with one planted defect."""

import sys

from servicekit.serve import serve
from servicekit.service import load

from planted.defects import DEFECTS

if __name__ == "__main__":
    DEFECTS[sys.argv[1]]()
    serve(load(sys.argv[2]))
