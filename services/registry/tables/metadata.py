"""What every table of the registry is told to."""

import sqlalchemy as sa

metadata = sa.MetaData()
