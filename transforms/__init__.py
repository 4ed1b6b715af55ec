"""What a paper is: bytes and frames in, frames out. No paths, clocks, environment, connections or logging."""
