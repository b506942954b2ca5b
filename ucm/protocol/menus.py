"""Where a setting is found in the UCM's web interface, in the words its menus use.

Error advice and the admin's help texts quote these, so that a person reads one wording everywhere.
Firmware before 2024 calls the first menu “Value-added Features”.
"""

API_CONFIGURATION = "Integrations (older firmware: Value-added Features) > API Configuration"
API_USERS = f"{API_CONFIGURATION} > HTTPS API Settings (New)"
OLD_API_USERS = f"{API_CONFIGURATION} > HTTPS API Settings (Old)"
REAL_TIME_OUTPUT = f"{API_CONFIGURATION} > CDR Real-Time Output Settings"
HTTP_SERVER = "System Settings > HTTP Server"
LOGIN_SETTINGS = "Maintenance > Login Settings"
TIME_SETTINGS = "System Settings > Time Settings"
EXTENSIONS = "Extension/Trunk > Extensions"
RECORDINGS = "CDR > Recordings"
