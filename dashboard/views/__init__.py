"""One module per page. A view asks questions, puts the answer in words, and draws; it holds no state and no SQL."""
