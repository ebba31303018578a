"""Every service's migrations in one process: its libraries are loaded once instead of six times, most of the work.

`python -m services.X migrate` does the same for one service.
"""

import os
import sys

from services.kit import once

if __name__ == "__main__":
    for service in sys.argv[1:]:
        once.migrate(service, os.environ[f"TITIAN_MIGRATE_{service.upper()}"])
        print(f"{service}: up to date", flush=True)
