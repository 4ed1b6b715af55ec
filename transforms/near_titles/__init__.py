"""Which titles are near-equal, and whether they name one paper: `blocking` finds pairs, `scoring` judges them."""
