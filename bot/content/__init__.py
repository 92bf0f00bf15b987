"""The words: prompts, locale catalogues, word lists."""
