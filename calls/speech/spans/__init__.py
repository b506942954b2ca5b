"""What a recording holds beside people talking: silence, music, tones, ringing. See sounds.py."""
