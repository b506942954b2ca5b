"""Made-up telephone traffic: who calls whom, what legs that leaves, and how a UCM writes them. Pure."""
