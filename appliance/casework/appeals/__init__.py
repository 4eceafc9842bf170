"""Cards of appeals: drafts, marks, what is missing, how they end."""
