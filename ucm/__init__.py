"""The language of the PBX: protocol, client, simulator. Imports no other app."""
