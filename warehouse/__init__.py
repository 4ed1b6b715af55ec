"""Where things are kept: landing folder, ledger, DuckDB file, published snapshots, and the questions asked of them."""
