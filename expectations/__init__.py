"""Great Expectations: suites from the schema, the gate, Data Docs and the run report. The only home of pandas."""
