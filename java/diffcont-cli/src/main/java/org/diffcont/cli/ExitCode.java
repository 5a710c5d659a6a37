package org.diffcont.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the process's exit status means; part of the command line's contract. */
public enum ExitCode {
    OK(0, "done"),
    FAILED(1, "failed for a reason the message gives, none of those below"),
    USAGE(2, "wrong command line or configuration"),
    PREREQUISITE(3, "something DiffCont needs is missing on this machine"),
    DATA(4, "images or a data folder cannot be used"),
    MODEL(5, "a model or checkpoint is damaged or does not fit"),
    OUTPUT(6, "cannot write: disk full, read-only, no permission"),
    NATIVE_LIBRARY(7, "the native library does not load, or reports a fault"),
    ANOMALIES_FOUND(10, "anomalous images found, where the command was asked to report them so"),
    DRIFT_FOUND(11, "monitor has something to warn of"),
    INTERNAL(70, "an error in DiffCont itself; the message names the log"),
    INTERRUPTED(130, "interrupted, for example with Ctrl-C");

    private final int status;
    private final String meaning;

    ExitCode(int status, String meaning) {
        this.status = status;
        this.meaning = meaning;
    }

    /** The process's exit status, 0 … 255. */
    public int status() {
        return status;
    }

    /** Status → meaning of every code, for the help text. */
    static Map<String, String> meanings() {
        Map<String, String> meanings = new LinkedHashMap<>();
        Arrays.stream(values()).forEach(code -> meanings.put(Integer.toString(code.status), code.meaning));
        return meanings;
    }
}
