"""Numbers as people and networks write them, the telephones of the house, and whom the box may dial or text."""

from appliance.numbers.dialling import (
    Allowed,
    AllowedExtension,
    DialFacts,
    DialLimits,
    Means,
    Permit,
    Purpose,
    Refusal,
    may_dial,
    may_ring,
)
from appliance.numbers.extension import Extension, read_extension
from appliance.numbers.number import EMERGENCY, RAW_LIMIT, Number, NumberKind, grouped, masked, parse

__all__ = [
    "EMERGENCY",
    "RAW_LIMIT",
    "Allowed",
    "AllowedExtension",
    "DialFacts",
    "DialLimits",
    "Extension",
    "Means",
    "Number",
    "NumberKind",
    "Permit",
    "Purpose",
    "Refusal",
    "grouped",
    "masked",
    "may_dial",
    "may_ring",
    "parse",
    "read_extension",
]
