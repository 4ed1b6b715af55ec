"""Search: what is asked, and which words stand where. Pure: queries and frames in, value objects and frames out."""
