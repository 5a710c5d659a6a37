package org.diffcont.nativecore.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.diffcont.testing.ChildProcess;

/** Small libraries that stand for ours and libtorch's, and jars with them. */
final class StubLibraries {
    static final String PLATFORM = Platform.of(System.getProperties()).name();

    private StubLibraries() {
    }

    /** Compiles C source to a shared library. */
    static Path compile(Path folder, String name, String source, String... options) throws Exception {
        Path code = Files.writeString(folder.resolve(name + ".c"), source);
        List<String> command = new ArrayList<>(List.of("g++", "-x", "c", "-shared", "-fPIC", "-Wl,--no-as-needed",
            "-Wl,-soname," + name, "-o", folder.resolve(name).toString(), code.toString()));
        command.addAll(List.of(options));
        ChildProcess.Result result = ChildProcess.run(new ProcessBuilder(command));
        assertEquals(0, result.status(), result::toString);
        return folder.resolve(name);
    }

    /** The network library, and a library that it needs and does not know the place of; in the order of opening. */
    static Map<String, byte[]> pair(Path folder) throws Exception {
        compile(folder, "libneeded.so", "int needed(void) { return " + Library.NETWORK.version() + "; }\n");
        compile(folder, Library.NETWORK.file(), "int needed(void);\nint dcn_abi_version(void) { return needed(); }\n",
            "-L" + folder, "-l:libneeded.so");
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("libneeded.so", Files.readAllBytes(folder.resolve("libneeded.so")));
        files.put(Library.NETWORK.file(), Files.readAllBytes(folder.resolve(Library.NETWORK.file())));
        return files;
    }

    static String list(Map<String, byte[]> files) {
        StringBuilder list = new StringBuilder();
        files.forEach((name, content) -> list.append(HexFormat.of().formatHex(FileList.sha256().digest(content)))
            .append("  ").append(name).append('\n'));
        return list.toString();
    }

    /** All resources of a jar with these libraries. */
    static Map<String, byte[]> resources(String platform, String glibc, Map<String, byte[]> files) {
        Map<String, byte[]> resources = new LinkedHashMap<>();
        String folder = "org/diffcont/native/" + platform + "/";
        resources.put(Bundles.INDEX, bytes(platform + "\n"));
        resources.put(folder + "platform.properties", bytes("glibc=" + glibc + "\n"));
        resources.put(folder + FileList.NAME, bytes(list(files)));
        files.forEach((name, content) -> resources.put(folder + name, content));
        return resources;
    }

    static Path jar(Path file, Map<String, byte[]> resources) throws IOException {
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> resource : resources.entrySet()) {
                zip.putNextEntry(new ZipEntry(resource.getKey()));
                zip.write(resource.getValue());
            }
        }
        return file;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
