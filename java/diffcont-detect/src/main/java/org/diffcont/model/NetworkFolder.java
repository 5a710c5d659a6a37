package org.diffcont.model;

import java.nio.file.Path;
import org.diffcont.files.AtomicFiles;
import org.diffcont.machine.Machine;
import org.diffcont.nativecore.Network;

/** A diffusion network in a folder of a model version. */
public final class NetworkFolder {
    private NetworkFolder() {
    }

    /**
     * Reads a network, which then computes as the machine says.
     *
     * @throws org.diffcont.error.ModelFormatException naming the folder or file
     */
    public static Network open(Path folder, Machine machine) {
        Network network = NativeFiles.loading(folder, () -> Network.load(folder));
        network.setPrecision(machine.inference());
        return network;
    }

    /** @throws org.diffcont.error.OutputException when it cannot be written */
    public static void save(Path folder, Network network) {
        AtomicFiles.createFolder(folder);
        NativeFiles.saving(folder, () -> network.save(folder));
    }
}
