package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Nothing that is read can become code: no class of ours names Java's deserialisation, a scripting engine or a compiler,
 * none loads a class by a name that it was given, none starts another program with words from data.
 */
class NoForeignCodeTest {
    private static final Path JAVA = Path.of(System.getProperty("diffcont.root"), "java");
    private static final Set<String> TYPES = Set.of("java/io/ObjectInputStream", "java/beans/XMLDecoder",
            "javax/script/ScriptEngineManager", "javax/tools/ToolProvider", "java/net/URLClassLoader",
            "java/rmi/server/RMIClassLoader", "javax/naming/InitialContext", "java/lang/ProcessBuilder",
            "com/fasterxml/jackson/annotation/JsonTypeInfo",
            "com/fasterxml/jackson/databind/jsontype/PolymorphicTypeValidator");
    private static final Set<String> METHODS = Set.of("java/lang/Class.forName", "java/lang/ClassLoader.loadClass",
            "java/lang/ClassLoader.defineClass", "java/lang/Runtime.exec",
            "java/lang/invoke/MethodHandles$Lookup.defineClass",
            "com/fasterxml/jackson/databind/ObjectMapper.activateDefaultTyping");

    private static List<Path> classes() throws IOException {
        List<Path> classes = new ArrayList<>();
        for (String module : List.of("native", "detect", "continual", "benchmark", "report", "cli")) {
            try (Stream<Path> files = Files.walk(JAVA.resolve("diffcont-" + module).resolve("target/classes"))) {
                files.filter(file -> file.toString().endsWith(".class")).forEach(classes::add);
            }
        }
        return classes;
    }

    private static List<String> forbidden(Path file) throws IOException {
        ClassModel type = ClassFile.of().parse(file);
        List<String> found = new ArrayList<>();
        for (PoolEntry entry : type.constantPool()) {
            String name = switch (entry) {
                case ClassEntry used when TYPES.contains(used.asInternalName()) -> used.asInternalName();
                case MemberRefEntry used when METHODS.contains(name(used)) -> name(used);
                default -> null;
            };
            if (name != null) {
                found.add(file.getFileName() + " uses " + name);
            }
        }
        return found;
    }

    private static String name(MemberRefEntry member) {
        return member.owner().asInternalName() + "." + member.name().stringValue();
    }

    @Test
    void noClassCanTurnDataIntoCode() throws IOException {
        List<Path> classes = classes();
        assertTrue(classes.size() > 300, classes.size() + " classes");
        List<String> found = new ArrayList<>();
        for (Path file : classes) {
            found.addAll(forbidden(file));
        }
        // One starts this program again, to share a grid's runs out; one asks getconf for glibc's version.
        assertEquals(Set.of("BenchmarkProcess.class uses java/lang/ProcessBuilder",
                "VersionSection.class uses java/lang/ProcessBuilder"), Set.copyOf(found));
    }

    @Test
    void aClassThatDoesIsFound() throws IOException {
        String name = NoForeignCodeTest.class.getName().replace('.', '/') + "$Deserialiser.class";
        Path file = JAVA.resolve("diffcont-cli/target/test-classes").resolve(name);
        assertEquals(List.of("NoForeignCodeTest$Deserialiser.class uses java/io/ObjectInputStream"), forbidden(file));
    }

    /** What must be found. */
    static final class Deserialiser {
        private Deserialiser() {
        }

        static Object read(java.io.InputStream in) throws IOException, ClassNotFoundException {
            try (java.io.ObjectInputStream objects = new java.io.ObjectInputStream(in)) {
                return objects.readObject();
            }
        }
    }
}
