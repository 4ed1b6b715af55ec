"""The Streamlit dashboard: asks `warehouse.queries` of a published snapshot, and nothing else."""
