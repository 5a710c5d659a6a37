package org.diffcont.nativecore;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
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
import org.diffcont.nativecore.bindings.detect.DetectH;
import org.diffcont.nativecore.bindings.network.NetworkH;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The committed bindings, the C headers and the library that was built say the same. */
class BindingsTest {

    /** A library's interface, in the three places that say what it is. */
    private enum Interface {
        DETECT("detect", DetectH.class), NETWORK("network", NetworkH.class);

        private final String name;
        private final Class<?> bindings;

        Interface(String name, Class<?> bindings) {
            this.name = name;
            this.bindings = bindings;
        }

        private String headers() throws IOException {
            Path folder = Path.of(System.getProperty("diffcont.root"), "native", "include", "diffcont");
            StringBuilder text = new StringBuilder(Files.readString(folder.resolve("status.h")));
            try (Stream<Path> files = Files.list(folder.resolve(name))) {
                for (Path file : files.sorted().toList()) {
                    text.append(Files.readString(file));
                }
            }
            return Pattern.compile("/\\*.*?\\*/", Pattern.DOTALL).matcher(text).replaceAll("");
        }

        private JsonNode layouts() throws Exception {
            return new ObjectMapper().readTree(this == DETECT ? Calls.detectText(DetectH::dc_struct_layouts)
                    : Calls.networkText(NetworkH::dcn_struct_layouts));
        }
    }

    private static Set<String> namesIn(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.DOTALL).matcher(text).results().map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @EnumSource(Interface.class)
    void functionsAreThoseOfTheHeadersAndAreInTheLibrary(Interface library) throws Exception {
        Set<String> bound = new TreeSet<>();
        for (Method method : library.bindings.getDeclaredMethods()) {
            if (method.getName().endsWith("$address")) {
                bound.add(method.getName().replace("$address", ""));
                assertTrue(((MemorySegment) method.invoke(null)).address() != 0);
            }
        }
        assertEquals(namesIn(library.headers(), "DC_API[^;(]*?\\b(dcn?_\\w+)\\("), bound);
        assertTrue(bound.size() >= 15);
    }

    @ParameterizedTest
    @EnumSource(Interface.class)
    void constantsAreThoseOfTheHeaders(Interface library) throws Exception {
        Map<String, Integer> declared = new TreeMap<>();
        String number = "\\(?(-?\\d+)\\)?";
        Stream.concat(
                Pattern.compile("#define (DCN?_\\w+) " + number).matcher(library.headers()).results(),
                Pattern.compile("\\b(DCN?_\\w+) = " + number).matcher(library.headers()).results())
                .forEach((MatchResult match) -> declared.put(match.group(1), Integer.valueOf(match.group(2))));
        Map<String, Integer> bound = new TreeMap<>();
        for (Method method : library.bindings.getDeclaredMethods()) {
            if (method.getName().matches("DCN?_.*") && Modifier.isPublic(method.getModifiers())) {
                bound.put(method.getName(), (Integer) method.invoke(null));
            }
        }
        assertEquals(declared, bound);
        assertTrue(declared.size() >= 15);
    }

    @ParameterizedTest
    @EnumSource(Interface.class)
    void structsHaveTheSizesAndOffsetsOfTheLibrary(Interface library) throws Exception {
        JsonNode layouts = library.layouts();
        Set<String> structs = new TreeSet<>();
        layouts.fieldNames().forEachRemaining(structs::add);
        assertEquals(namesIn(library.headers(), "typedef struct (\\w+) \\{"), structs);
        for (String struct : structs) {
            GroupLayout layout = (GroupLayout) Class.forName(library.bindings.getPackageName() + "." + struct)
                    .getMethod("layout").invoke(null);
            assertEquals(layouts.get(struct).get("size").asLong(), layout.byteSize(), struct);
            Map<String, Long> bound = layout.memberLayouts().stream()
                    .filter(member -> !(member instanceof PaddingLayout))
                    .map(MemoryLayout::name).map(name -> name.orElseThrow())
                    .collect(Collectors.toMap(name -> name,
                            name -> layout.byteOffset(PathElement.groupElement(name))));
            Map<String, Long> reported = new TreeMap<>();
            layouts.get(struct).get("fields").properties()
                    .forEach(field -> reported.put(field.getKey(), field.getValue().asLong()));
            assertEquals(reported, new TreeMap<>(bound), struct);
        }
    }

    @Test
    void versionOfLibraryHeaderAndBindingsIsOne() {
        assertEquals(DetectH.DC_ABI_VERSION(), DetectH.dc_abi_version());
        assertEquals(NetworkH.DCN_ABI_VERSION(), NetworkH.dcn_abi_version());
    }

    @Test
    void statusesAreThoseOfTheHeader() throws Exception {
        for (NativeStatus status : NativeStatus.values()) {
            assertEquals(status.code(), DetectH.class.getMethod("DC_ERROR_" + status).invoke(null));
            assertEquals(status, NativeStatus.of(status.code()));
        }
        assertEquals(NativeStatus.values().length, Arrays.stream(DetectH.class.getMethods())
                .filter(method -> method.getName().startsWith("DC_ERROR_")).count());
        assertEquals(NativeStatus.INTERNAL, NativeStatus.of(99));
    }

    @Test
    void maximumNumberOfLevelsIsTheHeaders() {
        assertEquals(NetworkH.DCN_MAX_LEVELS(), NetworkConfig.MAX_LEVELS);
        assertEquals(NetworkH.DCN_LABEL_NONE(), Network.NO_LABEL);
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
        Path classes = Path.of(DetectLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI())
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
