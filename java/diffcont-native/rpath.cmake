# Makes the library FILE look for others in its own folder only.
file(RPATH_SET FILE "${FILE}" NEW_RPATH "$ORIGIN")
