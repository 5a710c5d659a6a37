package org.diffcont.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GridCommandsTest {
    private final TestShell shell = new TestShell();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "ablate                                            | '--key=KEY=VALUE,...'",
        "ablate --key training.epochs=1                    | '--out=DIR'",
        "ablate --key training.epoch=1 --out x             | nearest: training.epochs",
        "ablate --key training.epochs --out x              | is not KEY=VALUE",
        "ablate --key evt.tail=0.1,one --out x        | 'one'",
        "ablate --key seed=1,2 --out x                     | --seeds",
        "ablate --key evt.tail=0.1 --seeds 1,x --out x     | --seeds: 'x'",
        "ablate --key evt.tail=0.1 --orders random,[a --out x | square brackets",
        "compare --out x                                   | --strategies or --detectors",
        "ablate --key evt.tail=0.1 --jobs 0 --out x        | --jobs is 0; give 1 to",
        "compare --strategies naive,mas --out x            | 'mas'",
        "compare --strategies naive,naive --out x          | twice",
        "ablate --profile paper --key strategy.name=naive,independent --out x | routing.rule = head needs",
        "compare --detectors padim,resnet --out x          | unknown detector 'resnet'; there are: paper, padim",
        "compare --detectors padim --detector paper --out x | exclude each other",
    })
    void aWrongGridIsOneLineAndExitCode2BeforeAnythingIsMade(String arguments, String message) {
        assertEquals(2, shell.run(arguments.split(" ")), shell.err());
        assertEquals("", shell.out());
        assertEquals(1, shell.err().lines().count(), shell.err());
        assertTrue(shell.err().contains(message), shell.err());
        assertTrue(Files.notExists(Path.of("x")));
    }
}
