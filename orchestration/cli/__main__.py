"""`python -m orchestration.cli`: the command without its installed script."""

from orchestration.cli.exits import main

main()
