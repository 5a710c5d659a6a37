package org.diffcont.nativecore;

import org.diffcont.nativecore.library.NativeLibraryException;

/** Run in a process of its own by {@link LibrariesTest}, where no library can be found. */
public final class WithoutLibrary {

    private WithoutLibrary() {
    }

    public static void main(String[] arguments) {
        System.out.println("dimension " + Examples.CONFIG.embeddingDimension() + ", count "
                + Examples.reading(3).count());
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                Network.create(Examples.CONFIG, 1).close();
            } catch (NativeLibraryException failure) {
                System.out.println(failure.getMessage());
                System.out.println("attempts " + failure.attempts().size());
            }
        }
        System.out.println("library " + NetworkLibrary.describe().library());
    }
}
