package org.diffcont.progress;

/**
 * What goes along with a long task: where progress goes, and the wish to stop, which ends the task with a
 * {@link CancelledException}.
 *
 * @param progress  where progress goes
 * @param cancel    asked between steps whether to stop
 */
public record TaskContext(Progress progress, CancelSignal cancel) {
    /**
     * No progress, and nothing that stops the task.
     *
     * @return the context
     */
    public static TaskContext none() {
        return new TaskContext(Progress.none(), CancelSignal.never());
    }
}
