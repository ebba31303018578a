"""No statement names an office, every sight is the widest, and row-level security is off: in the running services by
this module, in what the proof of isolation makes for itself by the proof."""

from tests.proofs.across.watch import Watch

SHORT = True


def break_it() -> None:
    watch = Watch()
    watch.over().__enter__()
    watch.widely().__enter__()
