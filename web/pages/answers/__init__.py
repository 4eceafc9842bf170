"""The answers at hand: found as one types, put into a consultation or an SMS; questions that nobody could answer."""
