package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.diffcont.nativecore.bindings.DiffContH;
import org.junit.jupiter.api.Test;

/** The committed bindings, the C headers and the library that was built say the same. */
class BindingsTest {

    private static String headers() throws IOException {
        Path folder = Path.of(System.getProperty("diffcont.root"), "native", "include", "diffcont");
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        return Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(text).replaceAll("");
    }

    private static Set<String> namesIn(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void functionsAreThoseOfTheHeadersAndAreInTheLibrary() throws Exception {
        Set<String> bound = new TreeSet<>();
        for (Method method : DiffContH.class.getDeclaredMethods()) {
            if (method.getName().endsWith("$address")) {
                bound.add(method.getName().replace("$address", ""));
                assertTrue(((MemorySegment) method.invoke(null)).address() != 0);
            }
        }
        assertEquals(namesIn(headers(), "DC_API[^;(]*?\\b(dc_\\w+)\\("), bound);
        assertTrue(bound.size() >= 40);
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        Map<String, Integer> declared = new TreeMap<>();
        String number = "\\(?(-?\\d+)\\)?";
        Stream.concat(
                Pattern.compile("#define (DC_\\w+) " + number).matcher(headers()).results(),
                Pattern.compile("\\b(DC_\\w+) = " + number).matcher(headers()).results())
                .forEach((MatchResult match) -> declared.put(match.group(1), Integer.valueOf(match.group(2))));
        Map<String, Integer> bound = new TreeMap<>();
        for (Method method : DiffContH.class.getDeclaredMethods()) {
            if (method.getName().startsWith("DC_") && Modifier.isPublic(method.getModifiers())) {
                bound.put(method.getName(), (Integer) method.invoke(null));
            }
        }
        assertEquals(declared, bound);
        assertTrue(declared.size() >= 20);
    }

    @Test
    void structsHaveTheSizesAndOffsetsOfTheLibrary() throws Exception {
        JsonNode layouts = new ObjectMapper().readTree(Calls.text(DiffContH::dc_struct_layouts));
        Set<String> structs = new TreeSet<>();
        layouts.fieldNames().forEachRemaining(structs::add);
        assertEquals(namesIn(headers(), "typedef struct (\\w+) \\{"), structs);
        for (String struct : structs) {
            GroupLayout layout = (GroupLayout) Class.forName("org.diffcont.nativecore.bindings." + struct)
                    .getMethod("layout").invoke(null);
            assertEquals(layouts.get(struct).get("size").asLong(), layout.byteSize(), struct);
            Map<String, Long> bound = layout.memberLayouts().stream()
                    .filter(member -> !(member instanceof PaddingLayout))
                    .map(MemoryLayout::name).map(name -> name.orElseThrow())
                    .collect(Collectors.toMap(name -> name,
                            name -> layout.byteOffset(PathElement.groupElement(name))));
            Map<String, Long> reported = new TreeMap<>();
            layouts.get(struct).get("fields").fields()
                    .forEachRemaining(field -> reported.put(field.getKey(), field.getValue().asLong()));
            assertEquals(reported, new TreeMap<>(bound), struct);
        }
    }

    @Test
    void versionOfLibraryHeaderAndBindingsIsOne() {
        NativeLibrary.load();
        assertEquals(DiffContH.DC_ABI_VERSION(), DiffContH.dc_abi_version());
    }

    @Test
    void statusesAreThoseOfTheHeader() {
        NativeLibrary.load();
        for (NativeStatus status : NativeStatus.values()) {
            assertEquals("DC_ERROR_" + status, DiffContH.dc_status_name(status.code()).getString(0));
            assertEquals(status, NativeStatus.of(status.code()));
        }
        assertEquals("unknown status",
                DiffContH.dc_status_name(NativeStatus.values().length + 1).getString(0));
        assertEquals(NativeStatus.INTERNAL, NativeStatus.of(99));
    }

    @Test
    void maximumNumberOfLevelsIsTheHeaders() {
        NativeLibrary.load();
        assertEquals(DiffContH.DC_MAX_LEVELS(), NetworkConfig.MAX_LEVELS);
        assertEquals(DiffContH.DC_LABEL_NONE(), Network.NO_LABEL);
    }

    @Test
    void noOtherModuleUsesTheBindingsOrTheLoader() throws Exception {
        Path java = Path.of(System.getProperty("diffcont.root"), "java");
        try (Stream<Path> files = Files.walk(java)) {
            List<Path> others = files.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.startsWith(java.resolve("diffcont-native"))).toList();
            for (Path file : others) {
                String text = Files.readString(file);
                assertTrue(!text.contains("nativecore.bindings") && !text.contains("nativecore.loader"),
                        () -> file + " reaches past org.diffcont.nativecore");
            }
            assertTrue(!others.isEmpty());
        }
    }

    @Test
    void noPublicSignatureNamesAForeignFunctionType() throws Exception {
        Path classes = Path.of(NativeLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI())
                .resolve("org/diffcont/nativecore");
        try (Stream<Path> files = Files.list(classes)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
                Class<?> type = Class.forName("org.diffcont.nativecore."
                        + file.getFileName().toString().replace(".class", ""));
                if (!Modifier.isPublic(type.getModifiers())) {
                    continue;
                }
                Stream.concat(Arrays.stream(type.getMethods()), Arrays.stream(type.getConstructors()))
                        .forEach(member -> assertTrue(!member.toGenericString().contains("java.lang.foreign"),
                                member.toGenericString()));
            }
        }
    }
}
