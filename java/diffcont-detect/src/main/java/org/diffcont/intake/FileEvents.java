package org.diffcont.intake;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the system says of new and changed files in folders. It says nothing of what another computer does. */
final class FileEvents implements AutoCloseable {
    /** File systems that one computer alone has, so that it knows of each change. */
    private static final Set<String> LOCAL = Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs", "bcachefs",
        "reiserfs", "nilfs2", "tmpfs", "ramfs", "vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus",
        "iso9660", "udf", "squashfs", "erofs", "ubifs", "jffs2", "overlay", "ecryptfs");

    private final WatchService service;
    private final Map<WatchKey, Path> folders = new HashMap<>();

    /** What happened in a folder. */
    sealed interface Event {
        Path path();

        /** A file or folder came or changed. */
        record Changed(Path path) implements Event {
        }

        /** More happened in a folder than the system could keep. */
        record Missed(Path path) implements Event {
        }

        /** A folder is gone, or can be watched no more. */
        record Gone(Path path) implements Event {
        }
    }

    FileEvents(Path folder) throws IOException {
        this.service = folder.getFileSystem().newWatchService();
    }

    /** Where a folder lies, such as {@code nfs4 (server:/export)}. */
    record Place(String type, String name) {
        static Place of(Path folder) throws IOException {
            FileStore store = Files.getFileStore(folder);
            return new Place(store.type(), store.name());
        }

        /** Whether the system tells of every change there. */
        boolean tells() {
            return LOCAL.contains(type);
        }
    }

    void register(Path folder) throws IOException {
        folders.put(folder.register(service, StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_MODIFY), folder);
    }

    /** Hands on what has happened; waits for something for at most so many milliseconds. */
    void poll(long millis, Consumer<Event> events) throws InterruptedException {
        try {
            for (WatchKey key = service.poll(millis, TimeUnit.MILLISECONDS); key != null; key = service.poll()) {
                Path folder = folders.get(key);
                if (folder == null) {
                    continue;
                }
                for (WatchEvent<?> event : key.pollEvents()) {
                    events.accept(event.context() instanceof Path name ? new Event.Changed(folder.resolve(name))
                        : new Event.Missed(folder));
                }
                if (!key.reset()) {
                    folders.remove(key);
                    events.accept(new Event.Gone(folder));
                }
            }
        } catch (ClosedWatchServiceException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Watches no folder any more. */
    void clear() {
        folders.keySet().forEach(WatchKey::cancel);
        folders.clear();
    }

    @Override
    public void close() {
        try {
            service.close();
        } catch (IOException ignored) {
            // Nothing more is read from it.
        }
    }
}
