package org.diffcont.intake;

/**
 * What is known of the names in a folder, in 20 bytes a name and a table at most three quarters full: a hash of the
 * name, a hash of what the name was when it was taken, and when it was last seen. Two names of a million have the same
 * hash once in 40 million folders. Safe for several threads.
 */
final class TakenFiles {
    /** What is remembered of a name that is not known. */
    static final long UNKNOWN = 0;

    private static final int SMALLEST = 1024;

    private long[] names = new long[SMALLEST];
    private long[] stamps = new long[SMALLEST];
    private int[] seen = new int[SMALLEST];
    private int size;

    static long mix(long value) {
        long x = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        x = (x ^ x >>> 33) * 0xc4ceb9fe1a85ec53L;
        return x ^ x >>> 33;
    }

    /** A name's hash, never 0, which marks an empty place. */
    static long id(String name) {
        long hash = name.length();
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return Math.max(1, mix(hash) & Long.MAX_VALUE);
    }

    synchronized int size() {
        return size;
    }

    synchronized long get(long id) {
        return stamps[place(id)];
    }

    /** Remembers a name that was seen in listing {@code round}. */
    synchronized void put(long id, long stamp, int round) {
        int place = place(id);
        if (names[place] == 0) {
            if (4 * (size + 1) > 3 * names.length) {
                rebuild(2 * names.length, Integer.MIN_VALUE);
                place = place(id);
            }
            names[place] = id;
            size++;
        }
        stamps[place] = stamp;
        seen[place] = round;
    }

    /** A known name is still there. */
    synchronized void see(long id, int round) {
        seen[place(id)] = round;
    }

    /** Forgets the names that were last seen before listing {@code round}. */
    synchronized void forgetBefore(int round) {
        int left = 0;
        for (int i = 0; i < names.length; i++) {
            left += names[i] != 0 && seen[i] >= round ? 1 : 0;
        }
        if (left < size) {
            int capacity = SMALLEST;
            while (4 * left > 2 * capacity) {
                capacity *= 2;
            }
            rebuild(capacity, round);
        }
    }

    private int place(long id) {
        int mask = names.length - 1;
        int place = (int) id & mask;
        while (names[place] != 0 && names[place] != id) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void rebuild(int capacity, int from) {
        long[] oldNames = names;
        long[] oldStamps = stamps;
        int[] oldSeen = seen;
        names = new long[capacity];
        stamps = new long[capacity];
        seen = new int[capacity];
        size = 0;
        for (int i = 0; i < oldNames.length; i++) {
            if (oldNames[i] != 0 && oldSeen[i] >= from) {
                int place = place(oldNames[i]);
                names[place] = oldNames[i];
                stamps[place] = oldStamps[i];
                seen[place] = oldSeen[i];
                size++;
            }
        }
    }
}
