"""A broker whose disk refused a write is not started again: it takes no facts, room or not. The test sets it."""
