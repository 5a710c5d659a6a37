#include "block.h"

#include <ucontext.h>

#include <cstring>
#include <deque>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(__SANITIZE_THREAD__)
#include <sanitizer/tsan_interface.h>
#define NOT_JUDGED __attribute__((no_sanitize_thread, noinline))
#else
#define NOT_JUDGED __attribute__((noinline))
#endif

namespace diffcont::emulation {
namespace {

constexpr std::size_t kStackBytes = std::size_t{256} << 10;
constexpr int kWarp = 32;
constexpr std::size_t kMostExchanged = 32;  // bytes of a thread

enum class State { kRunning, kAtWarp, kAtBlock, kDone };

struct Copy {
  void* to;
  const void* from;
  bool copied;
};

struct Fiber {
  ucontext_t context{};
  void* sanitizer = nullptr;  // the thread sanitizer's own name for it
};

struct Thread {
  Fiber fiber;
  std::unique_ptr<char[]> stack{new char[kStackBytes]};
  State state = State::kDone;
  Index index;
  int exchanges = 0, barriers = 0;  // so far
  std::deque<std::vector<Copy>> copies;  // the last group is open
};

struct Warp {
  // Two sets, in turn: a thread may be at the next exchange while another is not done with this one.
  alignas(16) char brought[2][kWarp][kMostExchanged];
  char barrier[2] = {};  // by their addresses, as those of the launch
};

// The one launch that runs; the scheduler and its fibers are one thread of the processor.
struct Launch {
  Index blocks, block;
  const std::function<void()>* kernel = nullptr;
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  std::unique_ptr<float[]> shared;
  Fiber scheduler;
  Thread* current = nullptr;
  int64_t blocks_run = 0;
  char block_begin = 0, block_barrier[2] = {}, block_end = 0;
  std::exception_ptr failure;
};

NOT_JUDGED Launch& launch() {
  static Launch one;
  return one;
}

NOT_JUDGED Thread& current() { return *launch().current; }

// Where threads wait, what one did before is before what another does after.
void arrive([[maybe_unused]] void* barrier) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(barrier);
#endif
}
void leave([[maybe_unused]] void* barrier) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(barrier);
#endif
}

NOT_JUDGED void change(Fiber& from, Fiber& to, [[maybe_unused]] const void* stack, [[maybe_unused]] std::size_t bytes,
                       [[maybe_unused]] bool from_ends) {
#if defined(__SANITIZE_ADDRESS__)
  void* fake_stack = nullptr;
  __sanitizer_start_switch_fiber(from_ends ? nullptr : &fake_stack, stack, bytes);
  swapcontext(&from.context, &to.context);
  __sanitizer_finish_switch_fiber(fake_stack, nullptr, nullptr);
#elif defined(__SANITIZE_THREAD__)
  __tsan_switch_to_fiber(to.sanitizer, __tsan_switch_to_fiber_no_sync);
  swapcontext(&from.context, &to.context);
#else
  swapcontext(&from.context, &to.context);
#endif
}

#if defined(__SANITIZE_ADDRESS__)
const void* scheduler_stack = nullptr;
std::size_t scheduler_bytes = 0;
#endif

void back_to_scheduler(Thread& thread, bool ends) {
#if defined(__SANITIZE_ADDRESS__)
  change(thread.fiber, launch().scheduler, scheduler_stack, scheduler_bytes, ends);
#else
  change(thread.fiber, launch().scheduler, nullptr, 0, ends);
#endif
}

NOT_JUDGED void set_state(Thread& thread, State state) { thread.state = state; }

void wait(State where) {
  Thread& thread = current();
  set_state(thread, where);
  arrive(&launch().block_end);  // where the others never come
  back_to_scheduler(thread, false);
}

void run_thread() {
#if defined(__SANITIZE_ADDRESS__)
  __sanitizer_finish_switch_fiber(nullptr, &scheduler_stack, &scheduler_bytes);
#endif
  leave(&launch().block_begin);
  try {
    (*launch().kernel)();
  } catch (...) {
    launch().failure = std::current_exception();
  }
  arrive(&launch().block_end);
  set_state(current(), State::kDone);
  back_to_scheduler(current(), true);
}

NOT_JUDGED void prepare(Thread& thread, unsigned index) {
  thread.state = State::kRunning;
  thread.index = {index, 0, 0};
  thread.exchanges = thread.barriers = 0;
  thread.copies.assign(1, {});
  getcontext(&thread.fiber.context);
  thread.fiber.context.uc_stack = {thread.stack.get(), 0, kStackBytes};
  thread.fiber.context.uc_link = nullptr;
  makecontext(&thread.fiber.context, run_thread, 0);
#if defined(__SANITIZE_THREAD__)
  thread.fiber.sanitizer = __tsan_create_fiber(0);
#endif
}

// Lets those of count threads go on who wait at `where`, once all wait there that are not done. Whether any did.
NOT_JUDGED bool release(Thread* first, std::size_t count, State where) {
  bool any = false;
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].state != where && first[i].state != State::kDone) {
      return false;
    }
    any = any || first[i].state == where;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (first[i].state == where) {
      first[i].state = State::kRunning;
    }
  }
  return any;
}

NOT_JUDGED void run_block() {
  Launch& all = launch();
  std::vector<Thread>& threads = all.threads;
  for (std::size_t i = 0; i < threads.size(); ++i) {
    prepare(threads[i], static_cast<unsigned>(i));
  }
  arrive(&all.block_begin);
  for (;;) {
    bool ran = false;
    for (Thread& thread : threads) {
      if (thread.state == State::kRunning) {
        ran = true;
        all.current = &thread;
        change(all.scheduler, thread.fiber, thread.stack.get(), kStackBytes, false);
      }
    }
    bool released = release(threads.data(), threads.size(), State::kAtBlock);
    for (std::size_t first = 0; first + kWarp <= threads.size(); first += kWarp) {
      released = release(&threads[first], kWarp, State::kAtWarp) || released;
    }
    if (!released && !ran) {
      break;
    }
  }
  for (Thread& thread : threads) {
    if (thread.state != State::kDone && !all.failure) {
      all.failure = std::make_exception_ptr(std::runtime_error("threads of a block wait at different places"));
    }
#if defined(__SANITIZE_THREAD__)
    __tsan_destroy_fiber(thread.fiber.sanitizer);
#endif
  }
  ++all.blocks_run;
}

}  // namespace

void run(Index blocks, int threads, int shared_bytes, const std::function<void()>& kernel) {
  Launch& all = launch();
  all.blocks = blocks;
  all.kernel = &kernel;
  if (all.threads.size() != static_cast<std::size_t>(threads)) {
    all.threads = std::vector<Thread>(static_cast<std::size_t>(threads));
    all.warps = std::vector<Warp>(static_cast<std::size_t>(threads + kWarp - 1) / kWarp);
  }
#if defined(__SANITIZE_THREAD__)
  all.scheduler.sanitizer = __tsan_get_current_fiber();
#endif
  for (unsigned y = 0; y < blocks.y; ++y) {
    for (unsigned x = 0; x < blocks.x; ++x) {
      all.block = {x, y, 0};
      all.shared.reset(new float[static_cast<std::size_t>(shared_bytes) / sizeof(float)]);
      std::memset(all.shared.get(), 0xFF, static_cast<std::size_t>(shared_bytes));
      run_block();
      leave(&all.block_end);
      if (all.failure) {
        std::rethrow_exception(std::exchange(all.failure, nullptr));
      }
    }
  }
}

int64_t blocks_run() { return launch().blocks_run; }

NOT_JUDGED Index thread_index() { return launch().current->index; }
NOT_JUDGED Index block_index() { return launch().block; }
NOT_JUDGED Index grid_size() { return launch().blocks; }
NOT_JUDGED float* shared_memory() { return launch().shared.get(); }

void wait_for_block() {
  char* const barrier = &launch().block_barrier[current().barriers++ % 2];
  arrive(barrier);
  wait(State::kAtBlock);
  leave(barrier);
}

void exchange(const void* own, void* all, std::size_t bytes) {
  if (bytes > kMostExchanged) {
    throw std::logic_error("more bytes than an exchange takes");
  }
  Thread& thread = current();
  Warp& warp = launch().warps[thread.index.x / kWarp];
  const int turn = thread.exchanges++ % 2;
  auto& places = warp.brought[turn];
  std::memcpy(places[thread.index.x % kWarp], own, bytes);
  arrive(&warp.barrier[turn]);
  wait(State::kAtWarp);
  leave(&warp.barrier[turn]);
  for (int lane = 0; lane < kWarp; ++lane) {
    std::memcpy(static_cast<char*>(all) + static_cast<std::size_t>(lane) * bytes, places[lane], bytes);
  }
}

void copy_later(void* to, const void* from, bool copied) { current().copies.back().push_back({to, from, copied}); }

void close_copies() { current().copies.emplace_back(); }

void wait_for_copies(std::size_t pending) {
  std::deque<std::vector<Copy>>& groups = current().copies;
  while (groups.size() > pending + 1) {
    for (const Copy& copy : groups.front()) {
      if (copy.copied) {
        std::memcpy(copy.to, copy.from, 16);
      } else {
        std::memset(copy.to, 0, 16);
      }
    }
    groups.pop_front();
  }
}

}  // namespace diffcont::emulation
