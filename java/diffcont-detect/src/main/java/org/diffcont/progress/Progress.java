package org.diffcont.progress;

/**
 * Where long work reports how far it is. One task runs at a time; starting the next one ends the last. Implementations
 * may be called from any thread.
 */
public interface Progress extends AutoCloseable {
    /**
     * Begins a task.
     *
     * @param task what is done, for people: "training bottle"
     * @param total steps until done; 0 or less when that is not known
     * @param unit what a step is, in the plural: "images"
     */
    void start(String task, long total, String unit);

    /**
     * Reports more steps of the current task.
     *
     * @param count how many
     */
    void step(long count);

    /**
     * Shows the current task's state in a few words; replaces the last message.
     *
     * @param text for example the loss
     */
    void message(String text);

    /** Ends the current task; a new one may start afterwards. */
    @Override
    void close();

    /**
     * A progress that shows nothing.
     *
     * @return the progress
     */
    static Progress none() {
        return new Progress() {
            @Override
            public void start(String task, long total, String unit) {}

            @Override
            public void step(long count) {}

            @Override
            public void message(String text) {}

            @Override
            public void close() {}
        };
    }
}
