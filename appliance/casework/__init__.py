"""What the office keeps: calls, people, appeals, the calendar. It knows nothing of telephones."""
