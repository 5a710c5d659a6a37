package org.diffcont.image;

import org.diffcont.error.UnreadableImageException;

/** What loading does about a file that cannot be read. */
public enum OnUnreadable {
    /** Leave it out and list it among the skipped. */
    SKIP,
    /** Stop with its {@link UnreadableImageException}; of several bad files, the first of the list is named. */
    STOP
}
