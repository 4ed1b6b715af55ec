"""The assets, one module per layer. Thin: each is one step of `orchestration.steps` or `orchestration.auditing`.

Granularity follows what is written together: tables of one transaction are one multi-asset, so that no asset is ever
newer than the tables it has to agree with.
"""
