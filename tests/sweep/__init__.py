"""The promises of reliability §A in their full numbers: `make sweep`; the gate takes a small draw of each by seed."""
