package org.diffcont.inspection;

/** What became of one image that was to be scored: a bad image does not fail the others. */
public sealed interface Result {
    /**
     * Which image.
     *
     * @return the source's name
     */
    String name();

    /**
     * An image that was scored.
     *
     * @param name        the source's name
     * @param inspection  what the model says of it
     */
    record Scored(String name, Inspection inspection) implements Result {
    }

    /**
     * Something that gives no image.
     *
     * @param name    the source's name
     * @param reason  one line: what is wrong, and what to do
     */
    record Rejected(String name, String reason) implements Result {
    }
}
