"""One file per layer family: how a valid case is drawn, and the mistakes that only this family knows."""
