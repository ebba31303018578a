"""The vault opens a protected person's sealed values for whoever asks: the proof of isolation breaks it itself."""

SHORT = True
