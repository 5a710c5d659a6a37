package org.diffcont.fuzz;

import java.util.List;

/**
 * A reader of foreign bytes. Each has one instance, {@code INSTANCE}, and a static {@code fuzzerTestOneInput} with which
 * Jazzer calls it.
 */
interface Target {
    /**
     * Reads an input as the program would. Input that is refused with a {@link org.diffcont.error.UserException} was
     * treated well; anything else that is thrown is a fault.
     *
     * @return whether it was read, and not refused
     */
    boolean run(byte[] input) throws Exception;

    /** Good inputs, to begin with; they are read. */
    List<byte[]> seeds() throws Exception;

    /** The only instance of the target whose class has this simple name. */
    static Target named(String name) throws ReflectiveOperationException {
        return (Target) Class.forName(Target.class.getPackageName() + "." + name).getDeclaredField("INSTANCE")
            .get(null);
    }

    /** A byte that says which file of a folder, and its content. */
    static byte[] choice(int file, byte[] content) {
        byte[] input = new byte[content.length + 1];
        input[0] = (byte) file;
        System.arraycopy(content, 0, input, 1, content.length);
        return input;
    }
}
