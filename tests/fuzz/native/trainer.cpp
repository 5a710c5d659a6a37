// Any bytes as a trainer's file. A trainer that loads it can step on; one that refuses it is as before.
#include "learning/trainer.h"

#include "memory_file.h"
#include "refusal.h"
#include "tiny.h"

using namespace diffcont;

namespace {

std::unique_ptr<Trainer> new_trainer() {
  return std::make_unique<Trainer>(std::make_shared<Network>(fuzz::tiny_config(), 1), nullptr, TrainingConfig{});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static fuzz::MemoryFile file;
  static std::unique_ptr<Trainer> trainer = new_trainer();
  bool loaded = false;
  const std::string path = file.with(data, size);
  fuzz::read_or_refuse([&] {
    trainer->load(path);
    loaded = true;
  });
  if (!loaded) {
    fuzz::require(trainer->steps() == 0, "a file that was refused changed the trainer");
    return 0;
  }
  try {
    trainer->step(at::zeros({1, 1, 4, 4}), at::zeros({1}, at::kLong), 1, 0);
  } catch (const NotFiniteError&) {
    // Moments may be any finite numbers, and so move the weights out of range.
  }
  trainer = new_trainer();
  return 0;
}
