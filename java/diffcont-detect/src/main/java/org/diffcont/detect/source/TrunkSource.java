package org.diffcont.detect.source;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.diffcont.config.IntegerType;
import org.diffcont.config.Part;
import org.diffcont.config.PartForm;
import org.diffcont.config.Settings;
import org.diffcont.config.SettingsRules;
import org.diffcont.config.SourcePart;
import org.diffcont.config.TextType;

/**
 * The outputs of some blocks of the trunk, one after another in each cell.
 *
 * @param blocks  their numbers, counted from 0, each above the one before
 * @param cells   a side
 * @param size    side that images are brought to first, by means over blocks or linear enlargement; empty for the
 *                images as they are
 */
public record TrunkSource(List<Integer> blocks, int cells, OptionalInt size) implements FeatureSource {
    private static final int STEP = 32;
    private static final PartForm.Argument BLOCKS = new PartForm.Argument("BLOCKS",
        new TextType("\\d{1,2}(\\+\\d{1,2}){0,15}", "numbers of blocks with + between"));
    private static final PartForm.Argument SIZE = new PartForm.Argument("SIZE", new IntegerType(8, 1024));
    /** Without and with a size. */
    static final List<PartForm<SourcePart>> FORMS = List.of(
        new PartForm<>("trunk", List.of(BLOCKS, PartForm.GRID), TrunkSource::of),
        new PartForm<>("trunk", List.of(BLOCKS, PartForm.GRID, SIZE), TrunkSource::of));

    public TrunkSource {
        blocks = List.copyOf(blocks);
    }

    private static TrunkSource of(Part part) {
        return new TrunkSource(Arrays.stream(part.word(0).split("\\+")).map(Integer::valueOf).toList(), part.number(1),
            part.arguments().size() > 2 ? OptionalInt.of(part.number(2)) : OptionalInt.empty());
    }

    /** It was learned on photographs of a thousand kinds of things. */
    @Override
    public boolean isUniversal() {
        return true;
    }

    @Override
    public Needs needs() {
        return Needs.TRUNK;
    }

    /** Side of the images that the trunk sees, where those that are read have side {@code imageSize}. */
    int side(int imageSize) {
        return size.orElse(imageSize);
    }

    @Override
    public void check(String key, Settings settings) {
        int imageSize = settings.data().imageSize();
        int side = side(imageSize);
        SettingsRules.require(!settings.trunk().isNone(), "%s has %s, but trunk.file = none; leave it empty to take "
            + "the trunk that comes with the native libraries", key, this);
        for (int i = 1; i < blocks.size(); i++) {
            SettingsRules.require(blocks.get(i) > blocks.get(i - 1),
                "%s has %s, whose blocks are not in ascending order", key, this);
        }
        SettingsRules.require(side % STEP == 0, "%s has %s, but the trunk reads images whose side is a multiple of %d, "
            + "not %d; give it a SIZE", key, this, STEP, side);
        SettingsRules.require(side >= imageSize || imageSize % side == 0, "%s has %s, but its size %d neither divides "
            + "data.image_size = %d, of which it would be the means over blocks, nor is larger", key, this, side,
            imageSize);
    }

    /**
     * Checks that a trunk has these blocks, and that the cells fit their maps.
     *
     * @param imageSize  side of the images that are read
     * @throws org.diffcont.error.ConfigurationException when not
     */
    void check(TrunkFile trunk, int imageSize) {
        for (int block : blocks) {
            SettingsRules.require(block < trunk.blocks().size(),
                "%s reads block %d, but the trunk %s has blocks 0 to %d", this, block, trunk.name(), trunk.blocks().size() - 1);
            int map = side(imageSize) / trunk.blocks().get(block).stride();
            SettingsRules.require(map > 0 && (map % cells == 0 || cells % map == 0), "%s has %d cells a side, but the "
                + "map of block %d has %d, which is neither a multiple nor a part of it", this, cells, block, map);
        }
    }

    @Override
    public Features read(ImageReadings images) {
        return images.trunk(List.of(this)).getFirst();
    }

    @Override
    public String toString() {
        return "trunk:" + blocks.stream().map(Object::toString).collect(Collectors.joining("+")) + ":" + cells
            + (size.isPresent() ? ":" + size.getAsInt() : "");
    }
}
