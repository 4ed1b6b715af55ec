"""Cleaners, one module per kind of value: `pl.Expr -> pl.Expr`, vectorised; None = "not one". No source lives here."""
