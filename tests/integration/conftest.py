"""The integration tests share a harness; they know the services from the outside only."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
