#include "network/storage/safetensors.h"

#include <gtest/gtest.h>

#include <sys/resource.h>
#include <sys/stat.h>

#include <bit>
#include <csignal>
#include <limits>
#include <random>

#include "common/storage/errors.h"
#include "network/storage/temporary_folder.h"

namespace diffcont {
namespace {

TensorFile sample() {
  TensorFile file;
  file.tensors.add("a.weight", at::arange(6, at::kFloat).view({2, 3}));
  file.tensors.add("step", at::full({}, 1234567890123, at::kLong));
  file.tensors.add("empty", at::zeros({0, 4}));
  file.tensors.add("transposed", at::arange(6, at::kFloat).view({2, 3}).t());
  file.metadata = {{"format", "pt"}, {"note", "a \"quoted\" ü"}};
  return file;
}

std::string packed(const std::string& header, const std::string& data) {
  std::string bytes(8, '\0');
  for (size_t i = 0; i < 8; ++i) bytes[i] = static_cast<char>(uint64_t{header.size()} >> (8 * i));
  return bytes + header + data;
}

// What read_safetensors says of a file with these bytes.
std::string refusal(const std::string& bytes) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.safetensors", bytes);
  const std::string message = message_of<FormatError>([&] { read_safetensors(folder / "x.safetensors"); });
  EXPECT_TRUE(message.empty() || has(message, (folder / "x.safetensors").string())) << message;
  return message;
}

TEST(Safetensors, ReadsWhatItWrote) {
  const TemporaryFolder folder;
  const TensorFile written = sample();
  write_safetensors(folder / "x.safetensors", written);
  const TensorFile read = read_safetensors(folder / "x.safetensors");
  EXPECT_EQ(read.metadata, written.metadata);
  ASSERT_EQ(read.tensors.entries().size(), written.tensors.entries().size());
  for (const auto& [name, value] : written.tensors.entries()) {
    EXPECT_TRUE(read.tensors.at(name).equal(value)) << name;
    EXPECT_EQ(read.tensors.at(name).scalar_type(), value.scalar_type()) << name;
    EXPECT_TRUE(read.tensors.at(name).is_contiguous()) << name;
  }
}

TEST(Safetensors, SizeIsThatOfTheFileAndDataIsAligned) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x.safetensors", sample());
  const std::string bytes = read_bytes(folder / "x.safetensors");
  EXPECT_EQ(static_cast<unsigned char>(bytes[0]) % 8, 0);
}

TEST(Safetensors, KeepsEveryBitOfSpecialValues) {
  const TemporaryFolder folder;
  TensorFile file;
  file.tensors.add("x", at::tensor({-0.f, std::numeric_limits<float>::denorm_min(),
                                    std::numeric_limits<float>::infinity(), std::numeric_limits<float>::max()}));
  write_safetensors(folder / "x.safetensors", file);
  const at::Tensor read = read_safetensors(folder / "x.safetensors").tensors.at("x");
  for (int64_t i = 0; i < 4; ++i) {
    EXPECT_EQ(std::bit_cast<uint32_t>(read[i].item<float>()),
              std::bit_cast<uint32_t>(file.tensors.at("x")[i].item<float>()));
  }
}

TEST(Safetensors, EntriesMayComeInAnyOrderInTheHeader) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.safetensors",
              packed(R"({"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},)"
                     R"("z":{"dtype":"F32","shape":[],"data_offsets":[0,4]}})",
                     std::string("\0\0\x80\x3f\0\0\0\x40", 8)));
  const TensorFile read = read_safetensors(folder / "x.safetensors");
  EXPECT_EQ(read.tensors.entries()[0].first, "z");
  EXPECT_EQ(read.tensors.at("z").item<float>(), 1);
  EXPECT_EQ(read.tensors.at("b").item<float>(), 2);
}

TEST(Safetensors, OtherTypesAreNotWritten) {
  const TemporaryFolder folder;
  TensorFile file;
  file.tensors.add("x", at::zeros({1}, at::kDouble));
  const std::string message =
      message_of<std::invalid_argument>([&] { write_safetensors(folder / "x.safetensors", file); });
  EXPECT_TRUE(has(message, "'x'")) << message;
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Safetensors, ReplacesAFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.safetensors", "old");
  write_safetensors(folder / "x.safetensors", sample());
  write_text_atomically(folder / "x.json", "{}");
  write_text_atomically(folder / "x.json", "{\"new\": 1}");
  EXPECT_EQ(read_bytes(folder / "x.json"), "{\"new\": 1}");
  EXPECT_NO_THROW(read_safetensors(folder / "x.safetensors"));
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 2);
}

TEST(Safetensors, AFailedWriteKeepsTheOldFileAndLeavesNothingElse) {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder / "taken");
  write_bytes(folder / "taken" / "inside", "x");
  const std::string message = message_of<IoError>([&] { write_safetensors(folder / "taken", sample()); });
  EXPECT_TRUE(has(message, (folder / "taken").string())) << message;
  EXPECT_EQ(read_bytes(folder / "taken" / "inside"), "x");
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(Safetensors, AMissingFolderIsAnIoErrorThatNamesTheFile) {
  const TemporaryFolder folder;
  const std::string message = message_of<IoError>([&] { write_text_atomically(folder / "absent" / "x.json", "{}"); });
  EXPECT_TRUE(has(message, "x.json") && has(message, "No such file or directory")) << message;
}

// A limit on the size of files stands for a full disk: the write fails midway in the same place.
TEST(Safetensors, AWriteThatRunsOutOfSpaceKeepsTheOldFile) {
  const TemporaryFolder folder;
  write_bytes(folder / "x.safetensors", "old");
  TensorFile large;
  large.tensors.add("x", at::zeros({100'000}));

  rlimit before;
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{100'000, before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string message = message_of<IoError>([&] { write_safetensors(folder / "x.safetensors", large); });
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);

  EXPECT_TRUE(has(message, "cannot write " + (folder / "x.safetensors").string())) << message;
  EXPECT_EQ(read_bytes(folder / "x.safetensors"), "old");
  const auto files = std::filesystem::directory_iterator(folder.path());
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
}

TEST(Safetensors, MissingFilesFoldersAndPipesAreIoErrors) {
  const TemporaryFolder folder;
  const auto refuse = [&](const std::string& name) {
    return message_of<IoError>([&] { read_safetensors(folder / name); });
  };
  EXPECT_TRUE(has(refuse("absent"), "No such file")) << refuse("absent");
  std::filesystem::create_directory(folder / "folder");
  EXPECT_TRUE(has(refuse("folder"), "it is a folder")) << refuse("folder");
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  EXPECT_TRUE(has(refuse("pipe"), "not a regular file")) << refuse("pipe");
}

TEST(SafetensorsHostile, EveryTruncationIsRefused) {
  const TemporaryFolder folder;
  write_safetensors(folder / "x.safetensors", sample());
  const std::string bytes = read_bytes(folder / "x.safetensors");
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_NE(refusal(bytes.substr(0, length)), "") << length;
  }
  EXPECT_EQ(refusal(bytes), "");
}

struct Hostile {
  const char* says;
  std::string bytes;
};

class SafetensorsHostileFile : public testing::TestWithParam<Hostile> {};

TEST_P(SafetensorsHostileFile, IsRefusedWithTheReason) {
  const std::string message = refusal(GetParam().bytes);
  EXPECT_TRUE(has(message, GetParam().says)) << message;
}

std::string one_entry(const std::string& entry, size_t data = 8) {
  return packed("{\"x\":" + entry + "}", std::string(data, '\0'));
}

std::string nested(size_t depth) { return packed(std::string(depth, '[') + std::string(depth, ']'), ""); }

INSTANTIATE_TEST_SUITE_P(
    Files, SafetensorsHostileFile,
    testing::Values(
        Hostile{"0 bytes", ""},
        Hostile{"header length", std::string(8, '\xff')},
        Hostile{"header length is 100000001", std::string("\x01\xe1\xf5\x05\0\0\0\0", 8) + std::string(64, ' ')},
        Hostile{"not valid JSON", packed("", "")},
        Hostile{"not valid JSON", packed("not JSON", "")},
        Hostile{"not valid JSON", packed("{\"\xff\":1}", "")},
        Hostile{"not a JSON object", packed("[]", "")},
        Hostile{"not a JSON object", packed("{\"x\":1}", "")},
        Hostile{"nested too deeply", nested(100)},
        Hostile{"nested too deeply", nested(1'000'000)},
        Hostile{"there twice", packed(R"({"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                                      R"("x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", std::string(8, 0))},
        Hostile{"there twice", one_entry(R"({"dtype":"F32","shape":[2],"shape":[2],"data_offsets":[0,8]})")},
        Hostile{"no 'dtype'", one_entry(R"({"shape":[2],"data_offsets":[0,8]})")},
        Hostile{"no 'shape'", one_entry(R"({"dtype":"F32","data_offsets":[0,8]})")},
        Hostile{"no 'data_offsets'", one_entry(R"({"dtype":"F32","shape":[2]})")},
        Hostile{"unknown key \"extra\"", one_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,8],"extra":1})")},
        Hostile{"convert it to float32", one_entry(R"({"dtype":"F64","shape":[1],"data_offsets":[0,8]})")},
        Hostile{"convert it to float32", one_entry(R"({"dtype":"BF16","shape":[4],"data_offsets":[0,8]})")},
        Hostile{"has type \"F128\"", one_entry(R"({"dtype":"F128","shape":[1],"data_offsets":[0,8]})")},
        Hostile{"has type 7", one_entry(R"({"dtype":7,"shape":[1],"data_offsets":[0,8]})")},
        Hostile{"in its 'shape'", one_entry(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})")},
        Hostile{"in its 'shape'", one_entry(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})")},
        Hostile{"in its 'shape'", one_entry(R"({"dtype":"F32","shape":[18446744073709551615],"data_offsets":[0,8]})")},
        Hostile{"list of at most 8", one_entry(R"({"dtype":"F32","shape":2,"data_offsets":[0,8]})")},
        Hostile{"list of at most 8", one_entry(R"({"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]})")},
        Hostile{"overflows",
                one_entry(R"({"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]})")},
        Hostile{"overflows", one_entry(R"({"dtype":"F32","shape":[4294967296,2147483648,0],"data_offsets":[0,0]})", 0)},
        Hostile{"need 12", one_entry(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})")},
        Hostile{"need 16", one_entry(R"({"dtype":"I64","shape":[2],"data_offsets":[0,8]})")},
        Hostile{"two offsets", one_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[0,4,8]})")},
        Hostile{"in its 'data_offsets'", one_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[-8,0]})")},
        Hostile{"ends before it begins", one_entry(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})")},
        Hostile{"cut short", one_entry(R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})")},
        Hostile{"cut short", one_entry(R"({"dtype":"F32","shape":[2],)"
                                       R"("data_offsets":[4611686018427387896,4611686018427387904]})")},
        Hostile{"there is a gap", one_entry(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})")},
        Hostile{"its entries use 4", one_entry(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4]})")},
        Hostile{"its entries use 0", packed("{}", "data")},
        Hostile{"overlaps", packed(R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                   R"("y":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})", std::string(12, 0))},
        Hostile{"overlaps", packed(R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                                   R"("y":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", std::string(8, 0))},
        Hostile{"__metadata__", packed(R"({"__metadata__":1})", "")},
        Hostile{"__metadata__ entry \"k\"", packed(R"({"__metadata__":{"k":1}})", "")}));

TEST(SafetensorsHostile, ControlCharactersOfANameAreEscapedInTheMessage) {
  const std::string message = refusal(packed("{\"\\u001b[2J\\n\":1}", ""));
  EXPECT_TRUE(has(message, "\\u001b[2J\\n")) << message;
  EXPECT_FALSE(has(message, "\x1b"));
}

TEST(SafetensorsHostile, AHeaderOfTooManyValuesIsRefused) {
  std::string header = "{\"x\":[0";
  for (int i = 0; i < 1'000'001; ++i) header += ",0";
  EXPECT_TRUE(has(refusal(packed(header + "]}", "")), "too many values"));
}

// Each mutant loads or is refused; a crash, a hang or another exception fails. Seeded, so that a failure repeats.
TEST(SafetensorsHostile, MutatedFilesLoadOrAreRefused) {
  const TemporaryFolder folder;
  TensorFile small;
  small.tensors.add("w", at::ones({2, 2}));
  small.tensors.add("n", at::ones({1}, at::kLong));
  write_safetensors(folder / "seed.safetensors", small);
  const std::string original = read_bytes(folder / "seed.safetensors");
  std::mt19937 random(20240607);
  int loaded = 0, refused = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string mutant = original;
    for (uint32_t change = 0, count = 1 + random() % 3; change < count; ++change) {
      const size_t place = random() % mutant.size();
      switch (random() % 4) {
        case 0: mutant[place] = static_cast<char>(random()); break;
        case 1: mutant[place] = static_cast<char>(mutant[place] ^ (1 << random() % 8)); break;
        case 2: mutant.erase(place, 1 + random() % 4); break;
        default: mutant.insert(place, 1, "0123456789[]{},:\"-eF"[random() % 20]); break;
      }
      if (mutant.empty()) mutant.push_back('x');
    }
    write_bytes(folder / "mutant.safetensors", mutant);
    try {
      read_safetensors(folder / "mutant.safetensors");
      ++loaded;
    } catch (const FormatError&) {
      ++refused;
    }
  }
  EXPECT_GT(loaded, 100);
  EXPECT_GT(refused, 1000);
}

}  // namespace
}  // namespace diffcont
