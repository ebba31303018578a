"""PostgreSQL acknowledges before the disk has it (synchronous_commit = off). The test sets it."""
