// What is wrong with a trunk's file is said in one line that names the file and the entry.
#include <gtest/gtest.h>

#include <limits>

#include "common/storage/errors.h"
#include "detect/trunk/support.h"

namespace diffcont {
namespace {

using small_trunk::Content;
using small_trunk::content;
using small_trunk::small_description;

void expect_refused(const std::string& bytes, const std::string& in_message) {
  const TrunkPath file;
  small_trunk::write(file.text(), bytes);
  try {
    read_trunk_file(file.path());
    ADD_FAILURE() << "was read, though: " << in_message;
  } catch (const FormatError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find(file.text()), std::string::npos) << message;
    EXPECT_NE(message.find(in_message), std::string::npos) << message << "\nlacks: " << in_message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
  }
}

template <class Change>
void expect_refused(const Change& change, const std::string& in_message) {
  Content changed = content(small_description());
  change(changed);
  expect_refused(changed.bytes(), in_message);
}

TEST(TrunkFile, HoldsWhatItsDescriptionSays) {
  const TrunkFile file = trunk_file(content(small_description()));
  EXPECT_EQ(file.description.name, "small");
  EXPECT_EQ(file.description.licence, "none");
  EXPECT_EQ(file.description.source, "a test");
  ASSERT_EQ(file.description.blocks.size(), 3u);
  EXPECT_EQ(file.description.stride(0), 2);
  EXPECT_EQ(file.description.stride(2), 4);
  // stem 8*27+8; 8*9+8 and 8*8+8; 48*8+48, 48*25+48 and 16*48+16; 64*16+64, 64*9+64 and 16*64+16.
  EXPECT_EQ(file.weights.parameters, 224 + 80 + 72 + 432 + 1248 + 784 + 1088 + 640 + 1040);
}

TEST(TrunkFile, IsRefusedWhenItIsCutShort) {
  const std::string whole = content(small_description()).bytes();
  for (const size_t length : {size_t{0}, size_t{5}, size_t{8}, size_t{100}, whole.size() / 2, whole.size() - 1}) {
    expect_refused(whole.substr(0, length), "");
  }
  expect_refused(whole + "x", "bytes of data");
}

TEST(TrunkFile, IsRefusedWithTensorsThatAreMissingWrongOrTooMany) {
  expect_refused([](Content& c) { c.tensors.pop_back(); }, "entry 'blocks.2.project.bias' is missing");
  expect_refused([](Content& c) { c["blocks.1.expand.weight"].name = "blocks.1.expand.weights"; },
                 "entry 'blocks.1.expand.weight' is missing");
  expect_refused([](Content& c) { c.tensors.push_back({"blocks.9.project.bias", {1}, {0}}); },
                 "entry \"blocks.9.project.bias\" belongs to no layer");
  expect_refused([](Content& c) { c.tensors.push_back({"blocks.0.expand.bias", {1}, {0}}); },
                 "entry \"blocks.0.expand.bias\" belongs to no layer");
  expect_refused([](Content& c) { c["blocks.1.depthwise.weight"].shape = {48, 1, 5, 5}; },
                 "entry 'blocks.1.depthwise.weight' has shape [48, 1, 5, 5], its description needs [48, 5, 5]");
  expect_refused([](Content& c) { c["stem.weight"].shape = {3, 8, 3, 3}; }, "stem.weight");
  expect_refused([](Content& c) { c["blocks.2.project.weight"].shape = {64, 16}; }, "[16, 64]");
}

TEST(TrunkFile, IsRefusedWithAValueThatIsNotFinite) {
  expect_refused([](Content& c) { c["blocks.1.project.weight"].values[7] = std::numeric_limits<float>::quiet_NaN(); },
                 "entry 'blocks.1.project.weight' holds a NaN");
  expect_refused([](Content& c) { c["stem.bias"].values[0] = -std::numeric_limits<float>::infinity(); },
                 "entry 'stem.bias' holds a NaN or an infinite value");
}

TEST(TrunkFile, IsRefusedWithADescriptionThatIsNotReadHere) {
  const auto refused = [](const std::string& pointer, const small_trunk::Json& value, const std::string& in_message) {
    expect_refused([&](Content& c) { c.description[small_trunk::Json::json_pointer(pointer)] = value; }, in_message);
  };
  refused("/format", 2, "'format' is 2");
  refused("/name", 3, "'name' is 3, a string is needed");
  refused("/padding", "valid", "'padding' is \"valid\", only 'same' is read");
  refused("/input/divisor", 0, "input: 'divisor' is 0");
  refused("/input", 1, "input: it is not a JSON object");
  refused("/stem/kernel", 5, "stem: 'kernel' is 5");
  refused("/stem/stride", 1, "stem: 'stride' is 1");
  refused("/stem/channels", 0, "stem: 'channels' is 0");
  refused("/stem/channels", 1000000000, "stem: 'channels' is 1000000000");
  refused("/stem/activation", "swish", "only 'relu6' is read");
  refused("/blocks", small_trunk::Json::array(), "'blocks' is []");
  refused("/blocks", std::vector<int>(257, 0), "1..256 blocks");
  refused("/blocks/1", "x", "blocks[1]: it is not a JSON object");
  refused("/blocks/1/kind", "transformer", "blocks[1]: 'kind' is \"transformer\", only 'mbconv' is read");
  refused("/blocks/1/in", 9, "blocks[1]: 'in' is 9, the layer before gives 8 channels");
  refused("/blocks/1/hidden", -4, "blocks[1]: 'hidden' is -4");
  refused("/blocks/1/hidden", int64_t{1} << 40, "blocks[1]: 'hidden' is 1099511627776");
  refused("/blocks/1/out", 5000, "blocks[1]: 'out' is 5000");
  refused("/blocks/1/kernel", 4, "blocks[1]: 'kernel' is 4, it must be 3 or 5");
  refused("/blocks/1/stride", 3, "blocks[1]: 'stride' is 3");
  refused("/blocks/1/residual", true, "blocks[1]: 'residual' is true, which needs stride 1");
  refused("/blocks/1/residual", 0, "blocks[1]: 'residual' is 0, true or false is needed");
  refused("/blocks/1/activation", "relu", "only 'relu6' is read");
  expect_refused([](Content& c) { c.description.erase("stem"); }, "key 'stem' is missing");
  expect_refused([](Content& c) { c.description["blocks"][2].erase("kernel"); }, "blocks[2]: key 'kernel' is missing");
  expect_refused([](Content& c) { c.description = "not an object"; }, "not a JSON object");
  const small_trunk::Json twice = small_trunk::block(8, 8, 8, 3, 2);
  expect_refused(
      [&](Content& c) { c = content(small_trunk::description(8, {twice, twice, twice, twice, twice})); },
      "blocks[4]: 'stride' is 2, which makes 64 in all, more than 32");
}

TEST(TrunkFile, IsRefusedWithoutADescription) {
  std::string bytes = content(small_description()).bytes();
  bytes.replace(bytes.find("\"trunk\""), 7, "\"trank\"");
  expect_refused(bytes, "it has no metadata 'trunk'");
}

}  // namespace
}  // namespace diffcont
