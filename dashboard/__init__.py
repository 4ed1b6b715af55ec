"""The dashboard: Streamlit pages over `warehouse.queries`, and nothing else. It writes nothing."""
