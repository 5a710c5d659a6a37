package org.diffcont.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.diffcont.error.DataException;
import org.diffcont.image.ImageFiles;
import org.diffcont.progress.CancelSignal;

/**
 * The images in a folder, first those that are there, then each one that arrives, until told to stop. An image has
 * arrived when its size and time have not changed for a while: cameras write while we look. One that is written again
 * is taken again. Subfolders are not looked into. Memory grows with the images that wait, not with those taken.
 */
public final class WatchedFolder implements ImageQueue {
    private static final long PATIENCE_MILLIS = 100;
    /** Files remembered as taken, so that an event that changes nothing does not bring them back. */
    private static final int REMEMBERED = 4096;

    private final Path folder;
    private final long settleNanos;
    private final LongSupplier clock;
    private final WatchService service;
    private final Map<Path, Pending> pending = new LinkedHashMap<>();
    private final Map<Path, Stamp> taken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Stamp> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** What changes when a file is written. */
    private record Stamp(long size, long time) {
    }

    private record Pending(Stamp stamp, long since) {
    }

    /**
     * @param settle  how long a file must have been left alone
     * @throws DataException when there is no such folder, or it cannot be watched
     */
    public WatchedFolder(Path folder, Duration settle) {
        this(folder, settle, System::nanoTime);
    }

    WatchedFolder(Path folder, Duration settle, LongSupplier clock) {
        this.folder = folder;
        this.settleNanos = settle.toNanos();
        this.clock = clock;
        if (!Files.isDirectory(folder)) {
            throw new DataException("there is no folder " + folder + " to watch; make it first, or check the path");
        }
        try {
            this.service = folder.getFileSystem().newWatchService();
            // Before listing, so that no file falls between the two.
            folder.register(service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY);
        } catch (IOException e) {
            throw new DataException("cannot watch " + folder + ": " + e.getMessage()
                + "; check its permissions and the system's limit of watched folders", e);
        }
        list();
    }

    @Override
    public List<Path> next(int most, CancelSignal cancel) {
        try {
            while (!cancel.isCancelled()) {
                List<Path> settled = settled(most);
                if (!settled.isEmpty()) {
                    return settled;
                }
                long wait = pending.isEmpty() ? PATIENCE_MILLIS
                    : Math.clamp(settleNanos / 1_000_000 / 4, 1, PATIENCE_MILLIS);
                note(service.poll(wait, TimeUnit.MILLISECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private void note(WatchKey key) {
        if (key == null) {
            return;
        }
        for (WatchEvent<?> event : key.pollEvents()) {
            if (event.kind() == StandardWatchEventKinds.OVERFLOW) {
                list();
            } else {
                note(folder.resolve((Path) event.context()));
            }
        }
        if (!key.reset()) {
            throw new DataException("the watched folder " + folder + " is gone; start again when it is back");
        }
    }

    /** Notes all images of the folder. */
    private void list() {
        ImageFiles.inFolder(folder).images().forEach(this::note);
    }

    private void note(Path file) {
        if (!ImageFiles.isImageName(file) || file.getFileName().toString().startsWith(".")) {
            return;
        }
        Stamp stamp = stamp(file);
        if (stamp == null) {
            pending.remove(file);
        } else if (!stamp.equals(taken.get(file))) {
            Pending known = pending.get(file);
            if (known == null || !known.stamp().equals(stamp)) {
                pending.put(file, new Pending(stamp, clock.getAsLong()));
            }
        }
    }

    /** Takes what has been left alone long enough, in the order of arrival. */
    private List<Path> settled(int most) {
        List<Path> settled = new ArrayList<>();
        long now = clock.getAsLong();
        Iterator<Map.Entry<Path, Pending>> entries = pending.entrySet().iterator();
        while (entries.hasNext() && settled.size() < most) {
            Map.Entry<Path, Pending> entry = entries.next();
            if (now - entry.getValue().since() < settleNanos) {
                continue;
            }
            Stamp stamp = stamp(entry.getKey());
            if (stamp == null) {
                entries.remove();
            } else if (!stamp.equals(entry.getValue().stamp())) {
                entry.setValue(new Pending(stamp, now));
            } else {
                entries.remove();
                taken.put(entry.getKey(), stamp);
                settled.add(entry.getKey());
            }
        }
        return settled;
    }

    /** Null when the file is gone, or is none. */
    private static Stamp stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile() ? new Stamp(attributes.size(), attributes.lastModifiedTime().toMillis())
                : null;
        } catch (IOException e) {
            return null;
        }
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
