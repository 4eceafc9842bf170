"""What people, networks and ill-wishers write where a number is expected."""

from hypothesis import strategies as st

AREA = "04598"
DIALLED = st.text(st.sampled_from("0123456789+ -()/;,*#pw\u00a0٣"), max_size=24)
PREFIXED = st.tuples(
    st.sampled_from(
        ["", "+", "0", "00", "8", "8-0", "810", "380", "+380", "+38(0", "112", "101", "900", "+380900", "+7"]
    ),
    st.text(st.sampled_from("0123456789 -"), max_size=14),
).map("".join)
WRITTEN = st.one_of(st.none(), st.text(max_size=80), DIALLED, PREFIXED)
AREAS = st.one_of(st.sampled_from([AREA, "44", "900", "112", "9001", "", "1"]), st.text(max_size=6))
