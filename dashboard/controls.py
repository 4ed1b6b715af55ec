"""Streamlit widgets whose value is a parameter of the address. No filter of its own lives here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from dashboard.address import Address
from warehouse.queries.asked import PARAMETERS

# A change of these starts a list at its first page.
_PAGE = PARAMETERS["page_number"].name


def _key(field: str) -> str:
    return f"control-{field}"


def _store(field: str) -> None:
    """Write what a widget says into the address, which is read again at the start of the run."""
    value = st.session_state[_key(field)]
    parameter = PARAMETERS[field]
    value = tuple(value) if isinstance(value, list) else value
    if value in (None, "", ()) or value == getattr(Address(), field):
        st.query_params.pop(parameter.name, None)
    else:
        st.query_params[parameter.name] = parameter.write(value)
    st.query_params.pop(_PAGE, None)


def _bound(field: str, value: Any) -> dict[str, Any]:
    """Arguments that tie a widget to a parameter. The address wins over what the widget remembers."""
    st.session_state[_key(field)] = value
    return {"key": _key(field), "on_change": _store, "args": (field,)}


def line(field: str, label: str, *, placeholder: str = "") -> None:
    """A line of text: what the address says, also where that does not fit, so that it can be corrected."""
    said = st.query_params.get(PARAMETERS[field].name, "")
    st.session_state[_key(field)] = ", ".join(said.split(",")) if isinstance(getattr(Address(), field), tuple) else said
    st.text_input(label, key=_key(field), on_change=_store_line, args=(field,), placeholder=placeholder)


def _store_line(field: str) -> None:
    """The text of a line, as the address would spell it; the address says what is wrong with it."""
    typed = " ".join(st.session_state[_key(field)].split())
    if isinstance(getattr(Address(), field), tuple):
        typed = ",".join(part.strip() for part in typed.split(",") if part.strip())
    if typed:
        st.query_params[PARAMETERS[field].name] = typed
    else:
        st.query_params.pop(PARAMETERS[field].name, None)
    st.query_params.pop(_PAGE, None)


def choice(
    address: Address,
    field: str,
    label: str,
    options: Sequence[Any],
    *,
    shown: Callable[[Any], str] = str,
    unset: str = "any",
    width: Any = "stretch",
) -> None:
    """One of several, or none, which is shown as `unset`. A value of the address that is no option becomes one.

    Streamlit shows options of a select box as text, without reading Markdown in them.
    """
    value = getattr(address, field)
    all_options = list(options) if value is None or value in options else [*options, value]
    st.selectbox(label, all_options, format_func=shown, placeholder=unset, width=width, **_bound(field, value))


def several(
    address: Address, field: str, label: str, options: Sequence[str], *, shown: Callable[[str], str] = str
) -> None:
    """Any number of several, shown as text like those of `choice`."""
    value = list(getattr(address, field))
    st.multiselect(label, options, format_func=shown, placeholder="any", **_bound(field, value))


def switch(address: Address, field: str, label: str, options: Sequence[Any], *, shown: Callable[[Any], str]) -> None:
    """One of a few of our own words, all in sight."""
    bound = _bound(field, getattr(address, field))
    st.segmented_control(label, options, format_func=shown, required=True, **bound)


def steps(address: Address, field: str, label: str, *, low: int, high: int) -> None:
    """A whole number on a slider."""
    st.slider(label, low, high, **_bound(field, getattr(address, field)))
