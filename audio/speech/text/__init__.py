"""Written Ukrainian to the words that are spoken. Pure: `words.to_words` is the door."""
