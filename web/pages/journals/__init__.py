"""The journal of changes and the journal of looks at personal data: read here, changed nowhere."""
