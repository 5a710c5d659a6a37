package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diffcont.operation.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfoCommandTest {
    @TempDir
    Path folder;

    @Test
    void infoNamesVersionsCpuAndMemory() {
        TestShell shell = new TestShell();
        assertEquals(0, shell.run("info"), shell.err());
        for (String part : List.of("Versions", Version.NUMBER, Runtime.version().toString(), "CPU", "avx2",
                "avx512_bf16", "amx_bf16", "Memory", "MiB")) {
            assertTrue(shell.out().contains(part), part + " in " + shell.out());
        }
    }

    @Test
    void cpuFeaturesAreWholeWordsOfTheFirstProcessor() throws IOException {
        Path cpuinfo = Files.writeString(folder.resolve("cpuinfo"), """
                processor\t: 0
                model name\t: Some CPU @ 2.00GHz
                flags\t\t: fpu avx2 avx512_bf16x amx_tile
                processor\t: 1
                flags\t\t: fma
                """);
        Map<String, String> entries = new CpuSection(cpuinfo).entries();
        assertEquals("Some CPU @ 2.00GHz", entries.get("model"));
        assertEquals("yes", entries.get("avx2"));
        assertEquals("yes", entries.get("amx_tile"));
        assertEquals("no", entries.get("avx512_bf16"));
        assertEquals("no", entries.get("fma"));
    }

    @Test
    void machinesWithoutProcFilesAreUnknownRatherThanAnError() {
        Path missing = folder.resolve("none");
        assertEquals("unknown", new CpuSection(missing).entries().get("model"));
        assertEquals("unknown", new MemorySection(missing).entries().get("total"));
    }

    @Test
    void memoryIsInMebibytes() throws IOException {
        Path meminfo = Files.writeString(folder.resolve("meminfo"),
                "MemTotal:       24683956 kB\nMemAvailable:   20480 kB\n");
        Map<String, String> entries = new MemorySection(meminfo).entries();
        assertEquals("24105 MiB", entries.get("total"));
        assertEquals("20 MiB", entries.get("available"));
    }

    @Test
    void valuesWithSeveralLinesAreIndented() {
        TestShell shell = new TestShell();
        InfoSection section = new InfoSection() {
            @Override
            public String title() {
                return "Native";
            }

            @Override
            public Map<String, String> entries() {
                return Map.of("tried", "a: missing\nb: too old");
            }
        };
        new InfoCommand(shell.shell(), List.of(section)).run();
        assertEquals(List.of("Native", "  tried  a: missing", "         b: too old"), shell.out().lines().toList());
    }

    @Test
    void infoSaysWhyThereIsNoGpuOrWhichThereAre() {
        TestShell shell = new TestShell();
        assertEquals(0, shell.run("info"), shell.err());
        assertTrue(shell.out().contains("GPU"), shell.out());
        String usable = new DeviceSection().entries().get("usable");
        assertTrue(usable.equals("yes") || usable.length() > "no: ".length(), usable);
    }

    @Test
    void gpusAreShownWithMemoryCapabilityAndLibraries() throws IOException {
        Map<String, String> entries = DeviceSection.entries(new ObjectMapper().readTree("""
                {"usable": true, "reason": "", "devices": [{"device": "cuda:0", "name": "Some GPU",
                 "compute_capability": "9.0", "multiprocessors": 132, "total_memory": 85899345920,
                 "free_memory": 1073741824}], "libraries": {"cuDNN": "9.19.0"}}
                """));
        assertEquals("yes", entries.get("usable"));
        assertEquals("Some GPU, compute capability 9.0, 132 multiprocessors, 1024 of 81920 MiB free",
                entries.get("cuda:0"));
        assertEquals("9.19.0", entries.get("cuDNN"));
    }
}
