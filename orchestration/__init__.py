"""The composition root: plain steps, and two thin faces over them (Dagster, the `papertide` command)."""
