package org.diffcont.intake;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.diffcont.error.DataException;
import org.diffcont.files.FileNames;
import org.diffcont.image.Folders;
import org.diffcont.image.ImageFiles;
import org.diffcont.image.NaturalOrder;
import org.diffcont.progress.CancelSignal;

/**
 * The images in a folder, first those that are there, then each one that arrives, until told to stop. An image has
 * arrived when its size and time have not changed for a while by our own clock: cameras write while we look. One that
 * is written again is taken again.
 *
 * <p>The system tells of new files at once, but not of those that another computer writes to a share, and of none when
 * there are too many; so the folder is listed too, every second where the system cannot be trusted. A listing looks at
 * names; of those it knows it looks at a thousand, others each time, for files written again. It takes a tenth of the
 * time at most. Memory: 40 bytes for a name in the folder, and some tens of thousands of files that wait.
 */
public final class WatchedFolder implements ImageQueue {
    private static final long PATIENCE_MILLIS = 100;
    /** How often a folder is listed where the system is trusted to tell of changes, and where it is not. */
    private static final Duration RARELY = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofSeconds(1);
    /** A listing that took a second is followed by nine without one. */
    private static final int REST = 9;
    /** Files that wait; the others of a folder are taken up by later listings. */
    private static final int WAITING = 65_536;
    /** Known names that are looked at in a listing. */
    private static final int LOOKED_AT = 1000;
    /** Listings without a name until it is forgotten: some file systems miss one while others are added. */
    private static final int LISTINGS_TO_FORGET = 10;
    private static final int KINDS = 20;
    /** A journal shorter than this is never worth writing anew. */
    private static final int SMALL_JOURNAL = 10_000;
    /** What stands in {@link TakenFiles} for a name that is no image, and for a folder. */
    private static final long NO_IMAGE = 1;
    private static final long FOLDER = 2;
    private static final Comparator<Path> BY_NAME = Comparator.comparing(Folders::name, NaturalOrder.NAMES);

    private final Path root;
    private final WatchOptions options;
    private final Optional<WatchJournal> journal;
    private final Consumer<String> tell;
    private final LongSupplier clock;
    private long pollNanos;
    /** Whether the system tells of each change. */
    private final boolean trusted;
    /** Whether a folder that cannot be listed is waited for. */
    private final boolean patient;
    private final Optional<FileEvents> events;
    private final Places places;
    private final FileEvents.Place place;
    private final TakenFiles taken = new TakenFiles();
    /** In the order in which they were last seen to change. */
    private final Map<Path, Pending> pending = new LinkedHashMap<>();
    /** Those watched, with what tells a folder from others whatever it is called. */
    private final Map<Path, Object> folders = new LinkedHashMap<>();
    private final Deque<Path> unlisted = new ArrayDeque<>();
    private final Map<String, Long> passedOver = new ConcurrentSkipListMap<>();
    /** What was told of a folder that cannot be listed. */
    private final Map<Path, String> told = new HashMap<>();
    private final Optional<WatchJournal.Entry> doubtful;
    private int round;
    private long nextListing;
    /** What the listing took, but for looking at new names, of which the next will have fewer. */
    private long listingNanos;
    /** Whether there were more files than may wait. */
    private boolean more;
    /** Events failed, and that was told. */
    private boolean deaf;
    /** Whether much of the journal is of files that are gone. */
    private volatile boolean journalTooLong;

    private record Pending(FileStamp stamp, long since) {
    }

    /** Tells where a folder lies. */
    @FunctionalInterface
    interface Places {
        FileEvents.Place of(Path folder) throws IOException;
    }

    /**
     * @param journal  knows what earlier processes have taken; closed with this
     * @param tell     is given lines for people
     * @throws DataException when there is no such folder, or it cannot be watched
     */
    public WatchedFolder(Path folder, WatchOptions options, Optional<WatchJournal> journal, Consumer<String> tell) {
        this(folder, options, journal, tell, System::nanoTime, FileEvents.Place::of);
    }

    WatchedFolder(Path folder, WatchOptions options, Optional<WatchJournal> journal, Consumer<String> tell,
            LongSupplier clock, Places places) {
        this.root = folder;
        this.options = options;
        this.journal = journal;
        this.tell = tell;
        this.clock = clock;
        this.places = places;
        this.place = place(folder, places);
        boolean byEventsAlone = options.poll().stream().anyMatch(Duration::isZero);
        this.events = events(byEventsAlone);
        this.trusted = place.tells() && events.isPresent();
        this.patient = !byEventsAlone && (!trusted || options.poll().isPresent());
        Duration poll = options.poll().orElse(trusted ? RARELY : OFTEN);
        this.pollNanos = byEventsAlone ? Long.MAX_VALUE : poll.toNanos();
        if (!place.tells()) {
            tell.accept("%s is on %s, which tells nothing of other computers' files: %s".formatted(
                FileNames.printable(folder), place.type(), byEventsAlone ? "they are not seen"
                    : "listed every " + seconds(poll)));
        }
        this.doubtful = journal.flatMap(WatchJournal::doubtful);
        journal.ifPresent(this::recall);
        list();
    }

    private static FileEvents.Place place(Path folder, Places places) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("there is no folder " + folder + " to watch; make it first, or check the path");
        }
        try {
            return places.of(folder);
        } catch (IOException e) {
            return new FileEvents.Place("an unknown file system", "");
        }
    }

    private Optional<FileEvents> events(boolean needed) {
        try {
            return Optional.of(new FileEvents(root));
        } catch (IOException e) {
            cannotWatch(root, e, needed);
            return Optional.empty();
        }
    }

    private void cannotWatch(Path folder, IOException e, boolean needed) {
        String what = "cannot watch " + FileNames.printable(folder) + ": " + e.getMessage()
            + "; check its permissions and the system's limit of watched folders";
        if (needed) {
            throw new DataException(what, e);
        }
        if (!deaf) {
            deaf = true;
            tell.accept("warning: " + what + "; it is listed every " + seconds(OFTEN));
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** Takes from the journal what has its line; the file in doubt comes first, so that the doubt ends. */
    private void recall(WatchJournal from) {
        from.forEachTaken((name, stamp) -> taken.put(TakenFiles.id(name), stamp.hash(), round));
        if (taken.size() > 0) {
            tell.accept("%d images of %s have their lines already (%s); they are left out until they are written again"
                .formatted(taken.size(), FileNames.printable(root), FileNames.printable(from.file())));
        }
        doubtful.ifPresent(entry -> note(root.resolve(FileNames.fromKey(entry.name()))));
    }

    /** Names passed over because they are no images, by their endings; for the end of a run. */
    public Map<String, Long> passedOver() {
        return new TreeMap<>(passedOver);
    }

    /** Names that are remembered. */
    int known() {
        return taken.size();
    }

    /** From now on the system tells nothing, as it tells nothing of what another computer does. */
    void withoutEvents() {
        events.ifPresent(FileEvents::clear);
    }

    @Override
    public List<Arrival> next(int most, CancelSignal cancel) {
        try {
            while (!cancel.isCancelled()) {
                takeEvents(0);
                long now = clock.getAsLong();
                if (pollNanos != Long.MAX_VALUE && now - nextListing >= 0 || more && pending.size() < WAITING / 2) {
                    list();
                }
                List<Arrival> settled = settled(most);
                if (!settled.isEmpty()) {
                    return settled;
                }
                long wait = pending.isEmpty() ? PATIENCE_MILLIS : options.settle().toMillis() / 4;
                takeEvents(Math.clamp(Math.min(wait, (nextListing - now) / 1_000_000), 1, PATIENCE_MILLIS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of();
    }

    private void takeEvents(long wait) throws InterruptedException {
        if (events.isEmpty()) {
            Thread.sleep(wait);
            return;
        }
        events.get().poll(wait, event -> {
            switch (event) {
                case FileEvents.Event.Changed changed -> note(changed.path());
                case FileEvents.Event.Missed missed -> unlisted.add(missed.path());
                case FileEvents.Event.Gone gone -> gone(gone.path());
            }
        });
        listNew();
    }

    private void gone(Path folder) {
        if (!folder.equals(root)) {
            leave(folder);
        } else if (patient) {
            folders.clear();
            nextListing = clock.getAsLong();
        } else {
            throw new DataException("the watched folder " + root + " is gone; start again when it is back");
        }
    }

    // ---- Listing ----------------------------------------------------------------------------------------------------

    /** Lists all folders. */
    private void list() {
        round++;
        listingNanos = 0;
        more = false;
        boolean whole = arrived() && listAll();
        // An empty folder may be a share that is not mounted just now.
        if (whole && taken.size() > 0) {
            int known = taken.size();
            taken.forgetBefore(round - LISTINGS_TO_FORGET);
            if (taken.size() < known) {
                journalTooLong = journal.stream().anyMatch(j -> j.entries() > 2L * taken.size() + SMALL_JOURNAL);
            }
        }
        nextListing = clock.getAsLong() + Math.max(pollNanos == Long.MAX_VALUE ? 0 : pollNanos, REST * listingNanos);
    }

    /** Whether the watched folder is there, and still the same or one in its place. */
    private boolean arrived() {
        try {
            Object key = Files.readAttributes(root, BasicFileAttributes.class).fileKey();
            if (key.equals(folders.get(root))) {
                return true;
            }
            if (!told.isEmpty() || !folders.isEmpty()) {
                FileEvents.Place now = places.of(root);
                if (!now.equals(place)) {
                    throw new IOException("it is on %s (%s) and was on %s (%s)".formatted(now.type(), now.name(),
                        place.type(), place.name()));
                }
            }
            folders.clear();
            events.ifPresent(FileEvents::clear);
            watch(root, key);
            return true;
        } catch (IOException e) {
            away(e);
            return false;
        }
    }

    private void away(IOException e) {
        String reason = e instanceof NoSuchFileException ? "it is gone" : e.getMessage();
        if (!patient) {
            throw new DataException("cannot list the watched folder " + root + ": " + reason
                + "; start again when it is back", e);
        }
        tellOnce(root, "cannot list " + FileNames.printable(root) + ": " + reason + "; trying again until it can be");
    }

    private void tellOnce(Path folder, String what) {
        if (!what.equals(told.put(folder, what))) {
            tell.accept("warning: " + what);
        }
    }

    /** Whether all was seen, and there was something. */
    private boolean listAll() {
        unlisted.clear();
        unlisted.addAll(folders.keySet());
        int before = taken.size() + pending.size();
        boolean[] something = {false};
        boolean whole = true;
        while (!unlisted.isEmpty()) {
            whole &= list(unlisted.poll(), something);
        }
        return whole && !more && (something[0] || taken.size() + pending.size() > before);
    }

    private void listNew() {
        while (!unlisted.isEmpty()) {
            list(unlisted.poll(), new boolean[1]);
        }
    }

    private boolean list(Path folder, boolean[] something) {
        List<Path> fresh = new ArrayList<>();
        boolean whole = true;
        long begun = clock.getAsLong();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            int parts = Math.max(1, taken.size() / LOOKED_AT);
            for (Path entry : entries) {
                something[0] = true;
                long id = id(entry);
                if (taken.get(id) != TakenFiles.UNKNOWN) {
                    taken.see(id, round);
                    if (id % parts == round % parts) {
                        note(entry);
                    }
                } else if (!temporary(entry) && !pending.containsKey(entry)) {
                    if (pending.size() + fresh.size() >= WAITING) {
                        more = true;
                        break;
                    }
                    fresh.add(entry);
                }
            }
            if (told.remove(folder) != null && folder.equals(root)) {
                tell.accept(FileNames.printable(root) + " can be listed again");
            }
        } catch (IOException e) {
            whole = failed(folder, e);
        } catch (DirectoryIteratorException e) {
            whole = failed(folder, e.getCause());
        }
        listingNanos += clock.getAsLong() - begun;
        fresh.sort(BY_NAME);
        fresh.forEach(this::note);
        return whole;
    }

    /** Whether that leaves nothing unseen. */
    private boolean failed(Path folder, IOException e) {
        if (folder.equals(root)) {
            away(e);
            return false;
        }
        if (e instanceof NoSuchFileException || e instanceof NotDirectoryException) {
            leave(folder);
            return true;
        }
        tellOnce(folder, "cannot list " + FileNames.printable(folder) + ": " + e.getMessage()
            + "; the others are listed on");
        return false;
    }

    private void watch(Path folder, Object key) {
        folders.put(folder, key);
        unlisted.add(folder);
        if (events.isPresent()) {
            try {
                // Before it is listed, so that no file falls between the two.
                events.get().register(folder);
            } catch (IOException e) {
                cannotWatch(folder, e, pollNanos == Long.MAX_VALUE);
                pollNanos = Math.min(pollNanos, OFTEN.toNanos());
            }
        }
    }

    private void leave(Path folder) {
        folders.remove(folder);
        told.remove(folder);
        // Under the same name there may be another one later.
        taken.put(id(folder), TakenFiles.UNKNOWN, 0);
    }

    // ---- Names ------------------------------------------------------------------------------------------------------

    private String key(Path file) {
        return FileNames.key(root.relativize(file));
    }

    private long id(Path file) {
        return TakenFiles.id(key(file));
    }

    /** Whether a file of this name is hidden, or still being written, to get another name then. */
    private static boolean temporary(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.startsWith("~") || name.endsWith("~") || name.endsWith(".part")
            || name.endsWith(".tmp") || name.endsWith(".filepart") || name.endsWith(".crdownload");
    }

    /** Looks at what a name is now. */
    private void note(Path file) {
        if (temporary(file)) {
            return;
        }
        BasicFileAttributes attributes = attributes(file);
        if (attributes == null) {
            pending.remove(file);
            if (Files.isSymbolicLink(file)) {
                passOver(file, "link to nothing");
            }
        } else if (attributes.isDirectory()) {
            noteFolder(file, attributes.fileKey());
        } else if (!attributes.isRegularFile()) {
            passOver(file, "device or pipe");
        } else if (!ImageFiles.isImageName(file)) {
            passOver(file, ending(file));
        } else {
            noteImage(file, FileStamp.of(attributes));
        }
    }

    private void noteFolder(Path folder, Object key) {
        if (!options.recursive() || Folders.isHidden(Folders.name(folder))) {
            passOver(folder, "folder");
        } else if (!folders.containsKey(folder)) {
            // Links may lead in a circle.
            if (folders.containsValue(key)) {
                passOver(folder, "folder that is watched already");
            } else {
                watch(folder, key);
                taken.put(id(folder), FOLDER, round);
            }
        }
    }

    private void noteImage(Path file, FileStamp stamp) {
        if (taken.get(id(file)) == stamp.hash()) {
            return;
        }
        Pending known = pending.get(file);
        if (known == null ? pending.size() < WAITING : !known.stamp().equals(stamp)) {
            pending.remove(file);
            pending.put(file, new Pending(stamp, clock.getAsLong()));
        } else if (known == null) {
            more = true;
        }
    }

    private void passOver(Path file, String kind) {
        long id = id(file);
        if (taken.get(id) != NO_IMAGE) {
            taken.put(id, NO_IMAGE, round);
            passedOver.merge(passedOver.size() < KINDS || passedOver.containsKey(kind) ? kind : "others", 1L, Long::sum);
        }
    }

    private static String ending(Path file) {
        String ending = ImageFiles.ending(file);
        return ending.isEmpty() ? "without an ending" : "." + ending;
    }

    // ---- Taking -----------------------------------------------------------------------------------------------------

    /** Takes what has been left alone long enough, in the order of arrival. */
    private List<Arrival> settled(int most) {
        List<Arrival> settled = new ArrayList<>();
        Map<Path, Pending> changed = new LinkedHashMap<>();
        long now = clock.getAsLong();
        Iterator<Map.Entry<Path, Pending>> entries = pending.entrySet().iterator();
        while (entries.hasNext() && settled.size() < most) {
            Map.Entry<Path, Pending> entry = entries.next();
            Path file = entry.getKey();
            Pending waiting = entry.getValue();
            if (now - waiting.since() < options.settle().toNanos()) {
                break;
            }
            entries.remove();
            FileStamp stamp = stamp(file);
            if (waiting.stamp().equals(stamp)) {
                taken.put(id(file), stamp.hash(), round);
                settled.add(new Arrival(file, Optional.of(stamp), warning(file, stamp)));
            } else if (stamp != null) {
                changed.put(file, new Pending(stamp, now));
            }
        }
        pending.putAll(changed);
        return settled;
    }

    private Optional<String> warning(Path file, FileStamp stamp) {
        return doubtful.filter(entry -> entry.stamp().equals(stamp) && entry.name().equals(key(file)))
            .map(entry -> "scored again: the process before ended while it wrote this image's line");
    }

    /** Null when the file is gone, or is none. */
    private FileStamp stamp(Path file) {
        if (!trusted) {
            // On a share only opening a file asks its computer how long it is now.
            try {
                Files.newByteChannel(file).close();
            } catch (IOException e) {
                // Whoever decodes it will say so.
            }
        }
        BasicFileAttributes attributes = attributes(file);
        return attributes != null && attributes.isRegularFile() ? FileStamp.of(attributes) : null;
    }

    private static BasicFileAttributes attributes(Path file) {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void write(Arrival arrival, Runnable line) {
        if (journal.isEmpty()) {
            line.run();
            return;
        }
        journal.get().write(key(arrival.file()), arrival.stamp().orElseThrow(), line);
        if (journalTooLong) {
            journalTooLong = false;
            journal.get().compact((name, stamp) -> taken.get(TakenFiles.id(name)) == stamp.hash());
        }
    }

    @Override
    public void close() {
        events.ifPresent(FileEvents::close);
        journal.ifPresent(WatchJournal::close);
    }
}
