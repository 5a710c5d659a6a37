package org.diffcont.model;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diffcont.error.BusyException;
import org.diffcont.files.AtomicFiles;

/** The right to write to a model folder, among processes and threads. */
final class FolderLock {
    private FolderLock() {
    }

    /** @throws BusyException when another process or thread holds it */
    static ModelFolder.Lock take(Path folder) {
        AtomicFiles.createFolder(folder);
        FileChannel channel = null;
        boolean held = false;
        try {
            channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            held = tryLock(channel);
            if (!held) {
                throw new BusyException("the model folder " + folder
                    + " is being written by another process or thread; wait until it is done");
            }
            FileChannel locked = channel;
            return () -> closeQuietly(locked);
        } catch (IOException e) {
            throw AtomicFiles.cannotWrite(folder, e);
        } finally {
            if (channel != null && !held) {
                closeQuietly(channel);
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException ignored) {
            // Nothing was written through the lock's file, so nothing is lost; the process's end frees it.
        }
    }
}
