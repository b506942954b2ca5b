"""Who speaks in one channel that holds everybody: diarization, word by word.

`diarize.py` is the way in. docs/speech.md explains the method and its figures.
"""
