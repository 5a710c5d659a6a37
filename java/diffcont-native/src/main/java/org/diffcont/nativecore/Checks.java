package org.diffcont.nativecore;

/** Argument checks that must hold before memory is handed to the library. All throw IllegalArgumentException. */
final class Checks {

    private Checks() {
    }

    static int atLeast(int value, int low, String name) {
        if (value < low) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least " + low);
        }
        return value;
    }

    static double finite(double value, String name) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be finite");
        }
        return value;
    }

    static double notNegative(double value, String name) {
        if (!(finite(value, name) >= 0)) {
            throw new IllegalArgumentException(name + " is " + value + ", must not be negative");
        }
        return value;
    }

    /** The product of sizes, which must fit one Java array. */
    static int arraySize(String what, long... sizes) {
        long product = 1;
        for (long size : sizes) {
            if (size < 1 || size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("size of " + what + " has a factor " + size
                        + ", must be in 1.." + Integer.MAX_VALUE);
            }
            product *= size;
            if (product > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException(what + " would need " + product
                        + " or more values, more than a Java array holds: take fewer images at a time");
            }
        }
        return (int) product;
    }

    static void holds(int length, long needed, String name) {
        if (length < needed) {
            throw new IllegalArgumentException(name + " holds " + length + " values, " + needed + " are needed");
        }
    }
}
