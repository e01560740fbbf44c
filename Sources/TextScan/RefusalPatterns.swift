// Which words are a refusal.
