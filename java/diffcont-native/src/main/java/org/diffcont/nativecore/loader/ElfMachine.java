package org.diffcont.nativecore.loader;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The architecture that an ELF file is for. The dynamic linker says of a library for another one no more than that it
 * cannot be opened.
 */
final class ElfMachine {
    private static final int HEADER = 20;
    private static final int MAGIC = 0x7f454c46;

    private ElfMachine() {
    }

    /** Such as {@code x86_64}, or {@code machine 40} for one without a name here; empty for what is no ELF file. */
    static Optional<String> of(Path file) throws IOException {
        byte[] header;
        try (InputStream content = Files.newInputStream(file)) {
            header = content.readNBytes(HEADER);
        }
        if (header.length < HEADER || ByteBuffer.wrap(header).getInt() != MAGIC) {
            return Optional.empty();
        }
        ByteOrder order = header[5] == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        short machine = ByteBuffer.wrap(header).order(order).getShort(18);
        return Optional.of(switch (machine) {
            case 62 -> "x86_64";
            case 183 -> "aarch64";
            case 243 -> "riscv64";
            case 21 -> "ppc64le";
            case 22 -> "s390x";
            default -> "machine " + machine;
        });
    }
}
