package org.diffcont.evaluate;

/** Whose model scores an image. */
public enum ClassMode {
    /** The class the detector chose: what a user gets. */
    PREDICTED,
    /** The image's true class: what the class models are worth apart from routing. */
    TRUE
}
