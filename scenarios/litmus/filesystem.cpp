// The file system of Flanagan and Godefroid (POPL'05): thread i gives inode i a free block, and
// looks for one from block 2i on. With n <= 13 no two threads meet; each thread beyond starts where
// thread i - 13 did, and one of the two goes on to the next block: 2^(n-13) traces.
//
// 26 threads use up all 26 blocks: a 27th would look for one for ever.
#include <array>
#include <deque>

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

constexpr std::size_t kInodes = 32;
constexpr std::size_t kBlocks = 26;

// The paper's names: locki[i] protects inode[i], lockb[b] protects busy[b].
struct Disk {
    Disk() {
        for (std::size_t i = 0; i < kInodes; ++i)
            locki.emplace_back(Name("locki", static_cast<int>(i)), sync::Unlocks::Follow);
        for (std::size_t b = 0; b < kBlocks; ++b)
            lockb.emplace_back(Name("lockb", static_cast<int>(b)), sync::Unlocks::Follow);
    }

    std::deque<sync::mutex> locki;
    std::deque<sync::mutex> lockb;
    std::array<std::size_t, kInodes> inode{};
    std::array<bool, kBlocks> busy{};
};

void create_file(Disk& disk, std::size_t tid) {
    const std::size_t i = tid % kInodes;
    sync::lock_guard inode(disk.locki[i]);
    if (disk.inode[i] != 0) return;
    for (std::size_t b = (i * 2) % kBlocks;; b = (b + 1) % kBlocks) {
        sync::lock_guard block(disk.lockb[b]);
        if (disk.busy[b]) continue;
        disk.busy[b] = true;
        disk.inode[i] = b + 1;
        return;
    }
}

}  // namespace

void litmus_filesystem(Registry& registry) {
    registry.add({.name = "litmus/filesystem",
                  .about = "Do n threads that each look for a free block of a disk hang?",
                  .params = {{"n", 4, 1, kBlocks, "threads"}},
                  .body =
                      [](const Params& params) {
                          Disk disk;
                          std::deque<sync::jthread> threads;
                          for (int tid = 0; tid < params["n"]; ++tid)
                              threads.push_back(sync::jthread(Name("thread", tid), [&disk, tid] {
                                  create_file(disk, static_cast<std::size_t>(tid));
                              }));
                      },
                  .expected = always(is_free())});
}

}  // namespace impasse::scenarios
