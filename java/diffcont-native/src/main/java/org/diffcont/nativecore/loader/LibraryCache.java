package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * A folder into which bundled libraries are unpacked once, each set in a folder named for its {@link FileList#id()}, so
 * that versions live side by side. A set is written under another name, checked by hash, synced and renamed: whatever
 * happens meanwhile, a folder with its final name is complete. Of processes that start at once one unpacks and the
 * others wait.
 */
final class LibraryCache {
    /** Sizes and times of files whose hashes were checked: as long as they stay, no file is read again. */
    private static final String CHECKED = "checked";
    private static final String UNFINISHED = "unpacking-";

    private final Path root;

    LibraryCache(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /** The folder with the libraries, unpacked now or before. */
    Path unpacked(BundledLibrary bundle) throws LibraryFailure {
        FileList files = bundle.files();
        Path target = root.resolve(files.id());
        try {
            if (isComplete(target, files)) {
                CachePlaces.requireTrusted(root);
                return target;
            }
            CachePlaces.prepare(root);
            // Locks are the process's: this one is for its threads, in whichever class loader they are.
            synchronized (Runtime.getRuntime()) {
                try (FileChannel lock = FileChannel.open(root.resolve(".lock"), StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE)) {
                    boolean alone = locked(lock);
                    if (!isComplete(target, files)) {
                        if (alone) {
                            sweep();
                        }
                        unpack(bundle, files, target);
                    }
                }
            }
            return target;
        } catch (IOException failure) {
            throw new LibraryFailure("cannot be unpacked into " + root + ": " + reason(failure) + "; choose another "
                    + "folder with -D" + CachePlaces.PROPERTY + "=FOLDER or " + CachePlaces.VARIABLE, failure);
        }
    }

    /** False on a file system without locks; renaming keeps processes apart there too, only each unpacks. */
    private static boolean locked(FileChannel channel) {
        try {
            return channel.lock() != null;
        } catch (IOException noLocks) {
            return false;
        }
    }

    private static boolean isComplete(Path folder, FileList files) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        Path checked = folder.resolve(CHECKED);
        if (Files.isRegularFile(checked) && Files.readString(checked).equals(state(folder, files))) {
            return true;
        }
        if (!files.matches(folder)) {
            return false;
        }
        try {
            Files.writeString(checked, state(folder, files));
        } catch (IOException readOnly) {
            // Then every start checks the hashes.
        }
        return true;
    }

    private static String state(Path folder, FileList files) throws IOException {
        StringBuilder state = new StringBuilder();
        for (String name : files.names()) {
            Path file = folder.resolve(name);
            if (!Files.isRegularFile(file)) {
                return name + " is missing";
            }
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            state.append(name).append(' ').append(attributes.size()).append(' ')
                    .append(attributes.lastModifiedTime().toMillis()).append('\n');
        }
        return state.toString();
    }

    private void unpack(BundledLibrary bundle, FileList files, Path target) throws IOException, LibraryFailure {
        Path fresh = Files.createTempDirectory(root, UNFINISHED);
        try {
            for (String name : files.names()) {
                unpackOne(bundle, name, files.hashes().get(name), fresh.resolve(name));
            }
            Files.writeString(fresh.resolve(FileList.NAME), files.text());
            Files.writeString(fresh.resolve(CHECKED), state(fresh, files));
            if (Files.exists(target)) {
                // Damaged. A rename cannot replace a folder that is not empty.
                Path damaged = Files.createTempDirectory(root, UNFINISHED);
                Files.move(target, damaged.resolve("damaged"), StandardCopyOption.ATOMIC_MOVE);
                delete(damaged);
            }
            try {
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException lost) {
                // Without locks, another process may have put its own there first.
                if (!files.matches(target)) {
                    throw lost;
                }
            }
        } finally {
            delete(fresh);
        }
    }

    private static void unpackOne(BundledLibrary bundle, String name, String hash, Path file)
            throws IOException, LibraryFailure {
        MessageDigest digest = FileList.sha256();
        try (InputStream content = bundle.open(name);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            OutputStream written = new DigestOutputStream(Channels.newOutputStream(channel), digest);
            content.transferTo(written);
            // A power cut must not leave a whole folder with empty files.
            channel.force(true);
        }
        if (!HexFormat.of().formatHex(digest.digest()).equals(hash)) {
            throw new LibraryFailure(name + " does not have the hash listed in " + FileList.NAME
                    + ": the jar is damaged");
        }
    }

    /** Removes what killed processes left; whoever holds the lock is alone. */
    private void sweep() throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(root, UNFINISHED + "*")) {
            for (Path folder : left) {
                delete(folder);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static String reason(IOException failure) {
        String message = failure.getMessage();
        return failure instanceof AccessDeniedException ? "no permission for " + message
                : failure.getClass().getSimpleName() + (message == null ? "" : " " + message);
    }
}
