"""Who may enter the console and what he does there: accounts, sessions, keys of programs, the first run."""
