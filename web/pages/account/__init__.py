"""One's own account: password, code of the telephone, the browsers in which one has entered."""
