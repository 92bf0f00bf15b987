"""Texts that must not be tied to anyone: keys, intake, mix, tokens, receipts."""
