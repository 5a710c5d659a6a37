package org.diffcont.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.diffcont.config.Settings;
import org.diffcont.detect.source.TrunkFile;
import org.diffcont.detect.source.Trunks;
import org.diffcont.error.UserException;

/** The pretrained network that comes with the native libraries, or why there is none. */
final class TrunkSection implements InfoSection {
    @Override
    public String title() {
        return "Trunk";
    }

    @Override
    public Map<String, String> entries() {
        try {
            return entries(Trunks.find(Settings.defaults().trunk()));
        } catch (UserException e) {
            return Map.of("file", "none: " + Failures.oneLine(e.getMessage()));
        }
    }

    static Map<String, String> entries(TrunkFile trunk) {
        Map<String, String> entries = new LinkedHashMap<>();
        entries.put("name", trunk.name());
        entries.put("trained on", trunk.training());
        entries.put("licence", trunk.licence());
        entries.put("file", trunk.path().toString());
        entries.put("SHA-256", trunk.sha256());
        return entries;
    }
}
